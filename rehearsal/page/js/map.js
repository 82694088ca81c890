// The map of the districts: to tap a place on, and small under a shared place.

import { h, svg } from "./dom.js";
import { language, named } from "./words.js";

let loading = null;
let outline = null;

export function loadMap() {
  loading ??= fetch("/page/districts.json").then((answer) => answer.json()).then((found) => {
    outline = found;
    return found;
  });
  return loading;
}

const toPoint = (place) => ({
  x: (place.longitude - outline.west) / outline.per_x,
  y: (outline.north - place.latitude) / outline.per_y,
});
const toPlace = ({ x, y }) => ({
  latitude: Number((outline.north - y * outline.per_y).toFixed(6)),
  longitude: Number((outline.west + x * outline.per_x).toFixed(6)),
});

function pinAt({ x, y }, scale = 1) {
  return svg(
    "g",
    { class: "map-pin", transform: `translate(${x} ${y}) scale(${scale})` },
    svg("path", { d: "M0 0c-3-10-17-16-17-31a17 17 0 0 1 34 0C17-16 3-10 0 0z" }),
    svg("circle", { cx: 0, cy: -31, r: 6.5 }),
  );
}

// A small picture of a shared place within its surroundings.
export function placePicture(place, phone) {
  const box = h("div.place", { role: "img", "aria-label": phone.words("place") });
  loadMap().then(() => {
    const at = toPoint(place);
    const isInside = at.x > -40 && at.y > -40 && at.x < outline.width + 40 && at.y < outline.height + 40;
    if (!isInside) {
      box.append(h("span.place-far", {}, `${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`));
      return;
    }
    const width = 260;
    const height = 150;
    box.append(svg(
      "svg",
      { viewBox: `${at.x - width / 2} ${at.y - height / 2 - 14} ${width} ${height}`, class: "map" },
      ...outline.districts.map((one) => svg("path", { d: one.path, class: "district", "fill-rule": "evenodd" })),
      ...outline.districts.map((one) => labelOf(one, phone.account.language)),
      pinAt(at, 0.8),
    ));
  });
  return box;
}

function labelOf(district, code) {
  const label = svg("text", { x: district.label[0], y: district.label[1], class: "district-name", lang: code });
  label.textContent = shortName(named(district.name, code));
  return label;
}

const shortName = (name) => name.replace(/-gu$/, "").replace(/(..)구$/, "$1");

// A map to choose a place on; onChoose(place, district) at each choice, by pointer or keys.
export async function placeChooser(phone, onChoose) {
  await loadMap();
  const code = phone.account?.language ?? language();
  const sorted = [...outline.districts].sort((a, b) => named(a.name, code).localeCompare(named(b.name, code), code));
  const said = h("p.map-said", { role: "status" }, phone.words("mapHint"));
  const pinned = svg("g");
  const areas = new Map();
  const choose = (district, point) => {
    for (const [id, area] of areas) {
      const isChosen = id === district.id;
      area.classList.toggle("chosen", isChosen);
      area.setAttribute("aria-selected", String(isChosen));
      area.setAttribute("tabindex", isChosen ? "0" : "-1");
    }
    pinned.replaceChildren(pinAt(point));
    said.textContent = named(district.name, code);
    onChoose(toPlace(point), district);
  };
  const map = svg("svg", {
    viewBox: `-6 -6 ${outline.width + 12} ${outline.height + 12}`, class: "map chooser",
    role: "listbox", "aria-label": phone.words("mapLabel"),
  });
  for (const [at, district] of sorted.entries()) {
    const area = svg("path", {
      d: district.path, class: "district", role: "option", "fill-rule": "evenodd",
      tabindex: at === 0 ? "0" : "-1", "aria-selected": "false", "aria-label": named(district.name, code),
      "data-district": district.id,
      on: {
        click: (event) => {
          const spot = svgPoint(map, event);
          choose(district, event.detail === 0 || !spot ? labelPoint(district) : spot);
        },
      },
    });
    areas.set(district.id, area);
  }
  map.append(...areas.values(), ...outline.districts.map((one) => labelOf(one, code)), pinned);
  map.addEventListener("keydown", (event) => {
    const at = sorted.findIndex((one) => areas.get(one.id) === document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (!(event.key in steps) && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const next = sorted[(at + (steps[event.key] ?? 0) + sorted.length) % sorted.length];
    choose(next, labelPoint(next));
    areas.get(next.id).focus();
  });
  return h("div.map-box", {}, map, said);
}

const labelPoint = (district) => ({ x: district.label[0], y: district.label[1] });

function svgPoint(map, event) {
  const matrix = map.getScreenCTM();
  if (!matrix) return null;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return { x: at.x, y: at.y };
}
