// Round pictures of people, groups and the bot: a colour by account, letters by name.

import { h, svg } from "./dom.js";

const HUES = 7;

export const hueOf = (id) => Math.abs(Number(id)) % HUES;

export function avatar(id, name, { isBot = false, size = "" } = {}) {
  const letters = isBot ? "" : lettersOf(name, Number(id) > 0);
  const element = h("span.avatar", { "aria-hidden": "true", data: { hue: isBot ? "bot" : hueOf(id) } });
  if (size) element.classList.add(size);
  if (isBot) element.append(mark());
  else element.append(letters);
  return element;
}

export function mark() {
  return svg(
    "svg",
    { viewBox: "0 0 64 64", class: "mark", "aria-hidden": "true" },
    svg("path", { d: "M8 27c9-1 17-5 24-12 7 7 15 11 24 12l-3 5H11z", fill: "currentColor" }),
    svg("path", { d: "M16 36h5v14h-5zM43 36h5v14h-5z", fill: "currentColor", opacity: ".85" }),
    svg("circle", { cx: 32, cy: 43, r: 7, fill: "#ffd166" }),
  );
}

// A Korean name of three syllables begins with that of the family.
function lettersOf(name, isPerson) {
  const words = String(name || "?").trim().split(/\s+/);
  const isHangul = /[가-힣]/.test(words[0]);
  if (isHangul) return isPerson && words[0].length === 3 ? words[0].slice(1, 3) : words[0].slice(0, 2);
  return words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
}
