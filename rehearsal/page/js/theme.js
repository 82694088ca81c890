// Runs before the first paint: light or dark, as chosen or as the system wants it.
(function () {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    let chosen = null;
    try {
      chosen = JSON.parse(localStorage.getItem("madang.desk") || "{}").theme || null;
    } catch {
      chosen = null;
    }
    document.documentElement.dataset.theme = chosen || (dark.matches ? "dark" : "light");
  }
  window.applyTheme = apply;
  dark.addEventListener("change", apply);
  apply();
})();
