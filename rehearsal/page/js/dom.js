// Making elements without ever parsing a text as HTML.

const SVG = "http://www.w3.org/2000/svg";

// h("button.key", { type: "button", on: { click } }, "text", child)
export function h(what, given = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    } else if (name === "style") {
      for (const [property, set] of Object.entries(value)) element.style.setProperty(property, set);
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name in element && typeof value !== "string") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

export function svg(tag, given = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    } else if (value !== undefined && value !== null) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children);
  return element;
}

// Put exactly these children into an element, moving as little as possible.
export function arrange(parent, children) {
  let at = parent.firstChild;
  for (const child of children) {
    if (child === at) at = at.nextSibling;
    else parent.insertBefore(child, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// Run an act once in the next frame, however often it is asked for.
export function framed(act) {
  let asked = 0;
  return () => {
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      act();
    });
  };
}

// Run an act once things have been calm for a while.
export function calmed(act, wait_ms) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), wait_ms);
  };
}

// Give focus one step on among equals: arrows move, Home and End jump.
export function roving(parent, selector, { vertical = true, horizontal = false } = {}) {
  parent.addEventListener("keydown", (event) => {
    const all = [...parent.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const steps = {};
    if (vertical) Object.assign(steps, { ArrowDown: at + 1, ArrowUp: at - 1 });
    if (horizontal) Object.assign(steps, { ArrowRight: at + 1, ArrowLeft: at - 1 });
    Object.assign(steps, { Home: 0, End: all.length - 1 });
    if (!(event.key in steps)) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, steps[event.key]))].focus();
  });
}

export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
