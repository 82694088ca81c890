// Line drawings for buttons, 24 by 24.

import { svg } from "./dom.js";

const PATHS = {
  back: "M14.5 5.5 8 12l6.5 6.5",
  send: "M4 4.6 20.5 12 4 19.4l2.3-6.2L13 12 6.3 10.8z!",
  clip: "M8 12.5 14.6 6a3 3 0 0 1 4.2 4.2l-8 8a5 5 0 0 1-7-7l7.4-7.5",
  keyboard: "M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z",
  pin: "M9 4h6l-.7 6 3.2 3.5H6.5L9.7 10zM12 13.5V20",
  check: "M4.5 12.5l5 5 10-11",
  play: "M7 4.5v15l12.5-7.5z!",
  pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z!",
  step: "M5 5v14l9-7zM16 5h3v14h-3z!",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z",
  bolt: "M13 3 5.5 13.5H11l-1 7.5 8-11h-5.5z",
  file: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4",
  photo: "M4 5.5h16v13H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01",
  place: "M12 21s6.5-6.2 6.5-11.2a6.5 6.5 0 0 0-13 0C5.5 14.8 12 21 12 21zM12 7.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z",
  people: "M9 5.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3.5 19a5.5 5.5 0 0 1 11 0M15.5 6a2.7 2.7 0 0 1 0 5.3M16.5 14a5 5 0 0 1 4 5",
  search: "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
  pencil: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  reply: "M10 6 4.5 11.5 10 17M5 11.5h8a6.5 6.5 0 0 1 6.5 6.5",
  forward: "M14 6l5.5 5.5L14 17M19 11.5h-8A6.5 6.5 0 0 0 4.5 18",
  copy: "M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  link: "M10 14a4 4 0 0 0 6 .500l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.500l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  save: "M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14",
  shield: "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z",
  topic: "M4 5h16v11h-9l-4 4v-4H4z",
  exit: "M13 4.5H5v15h8M10 12h10M16.5 8.5 20 12l-3.5 3.5",
  block: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.5 6.5l11 11",
  clockface: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.3l3 1.8",
  restart: "M5 12a7 7 0 1 1 2 5M5 20v-4h4",
};

// A path that ends with "!" is filled.
export function icon(name, className = "icon") {
  const path = PATHS[name];
  const isFilled = path.endsWith("!");
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" },
    svg("path", {
      d: isFilled ? path.slice(0, -1) : path,
      fill: isFilled ? "currentColor" : "none",
      stroke: "currentColor",
      "stroke-width": name === "more" ? 3 : isFilled ? 1 : 1.8,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

// One check for sent, two for read.
export function ticks(isRead) {
  return svg(
    "svg",
    { viewBox: "0 0 22 14", class: isRead ? "ticks read" : "ticks", "aria-hidden": "true" },
    svg("path", {
      d: isRead ? "M1.5 7.5l4 4 8-9M10 10.5l1.3 1.2 8.2-9.2" : "M5.5 7.5l4 4 8-9",
      fill: "none", stroke: "currentColor", "stroke-width": 1.7,
      "stroke-linecap": "round", "stroke-linejoin": "round",
    }),
  );
}
