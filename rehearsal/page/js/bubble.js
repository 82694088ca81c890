// One message as a row of the chat: bubble, media, time, ticks, the keyboard below it.

import { fileAddress } from "./api.js";
import { avatar, hueOf } from "./avatar.js";
import { hourOf } from "./clock.js";
import { h } from "./dom.js";
import { formatted, gist } from "./entities.js";
import { icon, ticks } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";
import { placePicture } from "./map.js";
import { serviceNote } from "./services.js";

// view: { phone, conversation, isFirst, isLast } ; first and last of one person's run
export function messageRow(message, view) {
  const { phone } = view;
  const note = serviceNote(message, phone.words);
  if (note !== null) return noteRow(message, note);
  const isOut = message.from?.id === phone.account.id && !message.sender_chat;
  const author = authorOf(message);
  const isGroup = !view.conversation.isPrivate;
  const row = h("div.row", {
    role: "article",
    tabindex: "-1",
    "aria-label": `${isOut ? phone.words("you") : author.name}, ${hourOf(message.date)}`,
    data: { id: message.message_id },
  });
  row.classList.add(isOut ? "out" : "in");
  if (view.isFirst) row.classList.add("first");
  if (view.isLast) row.classList.add("last");
  if (isGroup && !isOut) {
    row.append(view.isLast ? avatar(author.id, author.name, { isBot: author.isBot, size: "small" }) : h("span.avatar-gap"));
  }
  const stack = h("div.stack", {}, bubble(message, view, { isOut, author, isGroup }));
  const keys = inlineKeyboard(message, phone);
  if (keys) stack.append(keys);
  row.append(stack);
  return row;
}

function noteRow(message, note) {
  return h("div.note-row", { data: { id: message.message_id }, role: "article", tabindex: "-1" }, h("span.note", {}, note));
}

export function authorOf(message) {
  if (message.sender_chat) return { id: message.sender_chat.id, name: message.sender_chat.title };
  const user = message.from ?? message.chat;
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ") || user.title || "";
  return { id: user.id, name, isBot: Boolean(user.is_bot) && user.id > 10 ** 9 && !message.sender_chat };
}

function bubble(message, view, { isOut, author, isGroup }) {
  const { phone, conversation } = view;
  const body = h("div.bubble");
  if (message.has_protected_content) body.classList.add("protected");
  if (isGroup && !isOut && view.isFirst) {
    body.append(h("div.author", { data: { hue: author.isBot ? "bot" : hueOf(author.id) } }, author.name));
  }
  if (message.forward_origin) body.append(h("div.forwarded", {}, phone.words("forwardedFrom", { name: originOf(message.forward_origin) })));
  const replied = message.reply_to_message;
  if (replied && replied.message_id !== message.message_thread_id) body.append(quote(replied, view));
  body.append(...media(message, phone));
  const text = message.text ?? message.caption;
  const meta = metaOf(message, conversation, phone, isOut);
  if (text) {
    const isEmoji = !message.caption && !message.entities && text.length <= 8 && /^\p{Extended_Pictographic}[\p{Extended_Pictographic}\u200d\ufe0f]*$/u.test(text);
    const acts = { onLink: (url) => phone.openLink(url), onCommand: (command) => phone.sendText(command), words: phone.words };
    body.append(h(
      isEmoji ? "div.text.huge" : "div.text",
      { dir: "auto" },
      ...formatted(text, message.entities ?? message.caption_entities, acts),
      h("span.meta-room", { "aria-hidden": "true" }, meta.cloneNode(true)),
    ));
  } else {
    body.classList.add("bare");
  }
  if (message.sticker) body.classList.add("clear");
  body.append(meta);
  const reactions = conversation.reactions.get(message.message_id);
  if (reactions?.length) {
    body.append(h("div.reactions", {}, ...reactions.map((one) => h("span.reaction", {}, one.emoji ?? "★"))));
  }
  return body;
}

function metaOf(message, conversation, phone, isOut) {
  const meta = h("span.meta");
  if (message.has_protected_content) meta.append(h("span", { title: phone.words("protected") }, icon("shield", "icon tiny")));
  if (message.edit_date) meta.append(h("span", {}, phone.words("edited")));
  meta.append(h("time", { datetime: new Date(message.date * 1000).toISOString() }, hourOf(message.date)));
  if (isOut) {
    const isRead = conversation.isReadByOthers(message.message_id);
    meta.append(ticks(isRead), h("span.hidden", {}, phone.words(isRead ? "tickRead" : "tickSent")));
  }
  return meta;
}

function originOf(origin) {
  if (origin.sender_user) return [origin.sender_user.first_name, origin.sender_user.last_name].filter(Boolean).join(" ");
  return origin.sender_user_name ?? (origin.sender_chat ?? origin.chat)?.title ?? "";
}

function quote(replied, { phone }) {
  const author = authorOf(replied);
  return h(
    "button.quote",
    { type: "button", data: { hue: author.isBot ? "bot" : hueOf(author.id) }, on: { click: () => phone.goTo(replied.message_id) } },
    h("span.quote-author", {}, author.name),
    h("span.quote-text", {}, gist(replied, phone.words)),
  );
}

function media(message, phone) {
  const made = [];
  if (message.photo?.length) made.push(photo(message, phone));
  if (message.document) made.push(documentRow(message, phone));
  if (message.sticker) made.push(h("div.sticker", { "aria-label": phone.words("sticker") }, message.sticker.emoji ?? "🙂"));
  if (message.voice) made.push(h("div.file", {}, h("span.file-icon", {}, "🎤"), h("span", {}, phone.words("voice"))));
  const place = message.venue?.location ?? message.location;
  if (place) {
    made.push(placePicture(place, phone));
    if (message.venue) made.push(h("div.text", {}, h("strong", {}, message.venue.title), h("br"), message.venue.address));
  }
  if (message.contact) made.push(h("div.text", {}, h("strong", {}, message.contact.first_name), h("br"), message.contact.phone_number));
  return made;
}

function photo(message, phone) {
  const size = message.photo.at(-1);
  const picture = h("img", {
    src: fileAddress(size.file_id),
    alt: message.caption || phone.words("photo"),
    width: String(size.width || 320),
    height: String(size.height || 240),
    decoding: "async",
    draggable: "false",
  });
  picture.style.aspectRatio = `${size.width || 4} / ${size.height || 3}`;
  return h(
    "button.photo",
    { type: "button", "aria-label": phone.words("openPhoto"), on: { click: () => phone.viewPhoto(message) } },
    picture,
  );
}

function documentRow(message, phone) {
  const held = message.document;
  const name = held.file_name || phone.words("file");
  const ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4) : "";
  return h(
    "button.file",
    { type: "button", "aria-label": phone.words("openFile", { name }), on: { click: () => phone.viewFile(message) } },
    h("span.file-icon", {}, icon("file"), h("span.file-ending", {}, ending)),
    h("span.file-about", {}, h("span.file-name", {}, name), h("span.file-size", {}, sizeOf(held.file_size ?? 0))),
  );
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
