// Texts with their formatting: Telegram counts in UTF-16 units, as JavaScript does.

import { h } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
};
const ADDRESS = /^(https?:\/\/|tg:\/\/)/i;

// onLink(url), onCommand(text) are what a tap on such a part does; words(name) speaks.
export function formatted(text, entities, { onLink, onCommand, words }) {
  const sorted = [...(entities ?? [])]
    .filter((one) => one.length > 0 && one.offset + one.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return parts(text, 0, text.length, sorted, { onLink, onCommand, words });
}

function parts(text, from, to, entities, acts) {
  const made = [];
  let at = from;
  let next = 0;
  while (next < entities.length) {
    const one = entities[next];
    next += 1;
    if (one.offset < at || one.offset >= to) continue;
    const end = Math.min(to, one.offset + one.length);
    if (one.offset > at) made.push(text.slice(at, one.offset));
    const inside = [];
    while (next < entities.length && entities[next].offset < end) {
      inside.push(entities[next]);
      next += 1;
    }
    made.push(wrapped(one, text.slice(one.offset, end), parts(text, one.offset, end, inside, acts), acts));
    at = end;
  }
  if (at < to) made.push(text.slice(at, to));
  return made;
}

function wrapped(entity, text, children, acts) {
  const tag = PLAIN[entity.type];
  if (tag) return h(tag, {}, ...children);
  switch (entity.type) {
    case "pre":
      return h("pre", {}, h("code", {}, ...children));
    case "blockquote":
      return h("blockquote", {}, ...children);
    case "expandable_blockquote":
      return expandable(children, acts);
    case "spoiler":
      return spoiler(children, acts);
    case "text_link":
      return link(children, entity.url, acts);
    case "url":
      return link(children, ADDRESS.test(text) ? text : `https://${text}`, acts);
    case "email":
      return h("span.link-like", {}, ...children);
    case "mention":
      return link(children, `https://t.me/${text.slice(1)}`, acts);
    case "bot_command":
      return h("button.link", { type: "button", on: { click: () => acts.onCommand(text) } }, ...children);
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
      return h("span.link-like", {}, ...children);
    default:
      return h("span", {}, ...children);
  }
}

function link(children, address, acts) {
  return h("a.link", {
    href: address,
    rel: "noreferrer noopener",
    on: {
      click: (event) => {
        event.preventDefault();
        acts.onLink(address);
      },
    },
  }, ...children);
}

function spoiler(children, acts) {
  const hidden = h("button.spoiler", { type: "button", "aria-label": acts.words("spoiler") });
  const inside = h("span", { "aria-hidden": "true" }, ...children);
  hidden.append(inside);
  hidden.addEventListener("click", () => {
    hidden.replaceWith(h("span.spoiler-open", {}, ...inside.childNodes));
  });
  return hidden;
}

function expandable(children, acts) {
  const quote = h("blockquote.expandable", {}, ...children);
  const more = h("button.quote-more", { type: "button", "aria-expanded": "false" }, acts.words("more"));
  more.addEventListener("click", () => {
    const isOpen = quote.classList.toggle("open");
    more.setAttribute("aria-expanded", String(isOpen));
    more.textContent = acts.words(isOpen ? "less" : "more");
  });
  return h("span.quote-box", {}, quote, more);
}

// One line that says what a message is, for lists, quotes and pins.
export function gist(message, words) {
  if (!message) return "";
  if (message.photo) return `🖼 ${message.caption || words("photo")}`;
  if (message.document) return `📎 ${message.caption || message.document.file_name || words("file")}`;
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${words("sticker")}`;
  if (message.voice) return `🎤 ${words("voice")}`;
  if (message.location || message.venue) return `📍 ${words("place")}`;
  return (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
}
