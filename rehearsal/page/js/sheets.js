// Dialogues over a part of the page: sheets, alerts, menus. Focus stays inside and comes back.

import { h, roving } from "./dom.js";
import { icon } from "./icons.js";

let count = 0;

// Open a dialogue in `host`, above `beneath`; returns { close }. kind: "sheet", "alert", "page", "drawer".
export function openDialog(host, beneath, { title, kind = "sheet", body = [], keys = [], closeLabel, onClose, beforeClose }) {
  const opener = document.activeElement;
  const id = `dialog-${(count += 1)}`;
  const close = () => {
    if (!cover.isConnected) return;
    cover.remove();
    if (!host.querySelector(":scope > .cover")) beneath.inert = false;
    if (opener?.isConnected && !opener.closest("[inert]")) opener.focus({ preventScroll: true });
    onClose?.();
  };
  const head = title && kind !== "alert"
    ? h("header.sheet-head", {}, h("h3", { id }, title), closeLabel ? h("button.head-key", { type: "button", "aria-label": closeLabel, on: { click: close } }, icon("close")) : null)
    : title ? h("h3.alert-title", { id }, title) : null;
  const panel = h(
    `div.dialog.${kind}`,
    { role: kind === "alert" ? "alertdialog" : "dialog", "aria-modal": "true", "aria-labelledby": title ? id : null, tabindex: "-1" },
    head,
    h("div.dialog-body", {}, ...body),
    keys.length ? h("div.dialog-keys", {}, ...keys) : null,
  );
  if (!title) panel.setAttribute("aria-label", closeLabel ?? "");
  const cover = h("div.cover", { data: { kind } }, panel);
  cover.addEventListener("click", (event) => {
    if (event.target === cover && kind !== "alert") (beforeClose ?? close)();
  });
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      keepInside(event, panel);
    }
  });
  host.append(cover);
  beneath.inert = true;
  const first = panel.querySelector("[autofocus], .dialog-keys .main, .dialog-body button, .dialog-body input, button");
  (first ?? panel).focus({ preventScroll: true });
  return { close, panel };
}

function keepInside(event, panel) {
  const all = [...panel.querySelectorAll("button, a[href], input, textarea, select, [tabindex='0']")]
    .filter((one) => !one.disabled && one.getClientRects().length > 0);
  if (!all.length) return;
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}

export const key = (label, act, { isMain = false, isGrave = false, type = "button" } = {}) => {
  const button = h("button.sheet-key", { type, on: { click: act } }, label);
  if (isMain) button.classList.add("main");
  if (isGrave) button.classList.add("grave");
  return button;
};

// A list of things to do: [{ icon, label, act, isGrave }].
export function openMenu(host, beneath, { title, entries, at, closeLabel }) {
  const list = h("div.menu-list", { role: "menu", "aria-label": title });
  roving(list, "button");
  const held = openDialog(host, beneath, { kind: "menu", body: [list], closeLabel: title ?? closeLabel });
  for (const entry of entries.filter(Boolean)) {
    const button = h(
      "button.menu-entry",
      { type: "button", role: "menuitem", on: { click: () => { held.close(); entry.act(); } } },
      entry.icon ? icon(entry.icon) : null,
      h("span", {}, entry.label),
    );
    if (entry.isGrave) button.classList.add("grave");
    list.append(button);
  }
  if (at) place(host, held.panel, at);
  list.querySelector("button")?.focus({ preventScroll: true });
  return held;
}

function place(host, panel, at) {
  const box = host.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const x = Math.max(8, Math.min(at.x - box.left, box.width - own.width - 8));
  const y = Math.max(8, Math.min(at.y - box.top, box.height - own.height - 8));
  Object.assign(panel.style, { position: "absolute", left: `${x}px`, top: `${y}px` });
}

export function field(label, given = {}) {
  const input = h("input.text-input", { type: "text", ...given });
  return { input, element: h("label.field-row", {}, h("span", {}, label), input) };
}

export function check(label, isOn = false) {
  const input = h("input", { type: "checkbox", checked: isOn });
  return { input, element: h("label.check-row", {}, input, h("span", {}, label)) };
}
