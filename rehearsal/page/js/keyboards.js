// Keyboards under messages and below the text field.

import { h } from "./dom.js";
import { icon } from "./icons.js";

export function inlineKeyboard(message, phone) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div.keys", { role: "group", "aria-label": phone.words("buttons") }, ...rows.map((row) => keyRow(row, (button) => inlineKey(message, button, phone))));
}

function keyRow(row, make) {
  return h("div.key-row", { style: { "--keys": String(row.length) } }, ...row.map(make));
}

function inlineKey(message, button, phone) {
  const key = h(
    "button.key",
    { type: "button", title: button.text, on: { click: () => phone.tapKey(message, button) } },
    h("span.key-label", {}, button.text),
  );
  if (button.callback_data !== undefined) key.dataset.data = button.callback_data;
  if (button.style) key.dataset.style = button.style;
  if (button.url || button.login_url) key.append(h("span.key-sign", { "aria-hidden": "true" }, "↗"));
  if (button.copy_text) key.append(h("span.key-sign", {}, icon("copy", "icon tiny")));
  if (button.callback_data !== undefined && phone.account.isWaiting(message, button.callback_data)) setWaiting(key, true);
  return key;
}

export function setWaiting(key, isWaiting) {
  key.classList.toggle("waiting", isWaiting);
  if (isWaiting) key.setAttribute("aria-busy", "true");
  else key.removeAttribute("aria-busy");
}

// The keyboard below the text field; onPress(button).
export function replyKeyboard(markup, phone, onPress) {
  const panel = h("div.reply-keys", { role: "group", "aria-label": phone.words("replyKeyboard") });
  if (markup.resize_keyboard) panel.classList.add("small");
  for (const row of markup.keyboard) {
    panel.append(keyRow(row, (button) => h(
      "button.reply-key",
      { type: "button", title: button.text, on: { click: () => onPress(button) } },
      button.request_location ? icon("place", "icon tiny") : null,
      button.request_chat ? icon("people", "icon tiny") : null,
      h("span.key-label", {}, button.text),
    )));
  }
  return panel;
}
