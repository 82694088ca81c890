// What a person does by menus and dialogues of their phone: links, files, places, groups.

import { fileAddress, post } from "./api.js";
import { avatar } from "./avatar.js";
import { sizeOf } from "./bubble.js";
import { h } from "./dom.js";
import { gist } from "./entities.js";
import { placeChooser } from "./map.js";
import { check, field, key, openMenu } from "./sheets.js";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const READABLE = /\.(csv|json|txt|toml|pb|md|geojson|tsv|log)$/i;
const READ_MAX = 60_000;
const FILE_MAX = 45 * 1024 * 1024;

export class Doings {
  constructor(phone) {
    this.phone = phone;
    this.words = (name, given) => phone.words(name, given);
  }

  // --- links ------------------------------------------------------------------------------

  async openLink(url) {
    const { phone } = this;
    const address = parsed(url);
    if (!address) {
      this.leave(url);
      return;
    }
    const place = address.pathname.match(/^\/c\/(\d+)\/(\d+)(?:\/(\d+))?/);
    if (place) {
      const [, chat, first, second] = place;
      await this.openPlace(Number(`-100${chat}`), second ? Number(first) : null, Number(second ?? first));
      return;
    }
    if (address.pathname.startsWith("/share/")) {
      this.share([address.searchParams.get("text"), address.searchParams.get("url")].filter(Boolean).join("\n"));
      return;
    }
    const isBot = address.pathname.slice(1).toLowerCase() === (phone.account.bot.username ?? "").toLowerCase();
    if (isBot && address.searchParams.has("startgroup")) {
      this.chooseChat(this.words("addToGroup"), (row) => row.chat.type !== "private" && row.chat.type !== "channel", async (row) => {
        const rights = (address.searchParams.get("admin") ?? "").split(/[ +]/).filter(Boolean).map((one) => `can_${one}`);
        await phone.do("add_bot", { chat_id: row.chat.id, ...(rights.length ? { rights } : {}) });
        const payload = address.searchParams.get("startgroup");
        await phone.openChat(row.chat.id);
        await phone.do("send", { chat_id: row.chat.id, text: `/start@${phone.account.bot.username} ${payload}`.trim() });
      });
      return;
    }
    if (isBot && !address.searchParams.has("start")) {
      await phone.openChat(phone.account.id);
      return;
    }
    const result = await phone.do("open_link", { url: address.href });
    if (result === null) return;
    const chatId = isBot ? phone.account.id : result.chat_id;
    if (phone.conversation?.chatId !== chatId) {
      await phone.account.reload();
      if (phone.account.rows.has(chatId)) await phone.openChat(chatId);
      else phone.toast(this.words("asked"));
    }
  }

  async openPlace(chatId, threadId, messageId) {
    const { phone } = this;
    const row = phone.account.rows.get(chatId);
    if (!row) {
      phone.toast(this.words("notMember"));
      return;
    }
    // In a forum a link may name the topic alone, by the message that opened it.
    const thread = row.chat.is_forum ? threadId ?? messageId : null;
    await phone.openChat(chatId, thread);
    if (messageId !== thread) await phone.goTo(messageId);
  }

  leave(url) {
    const { phone } = this;
    const held = phone.dialog({
      kind: "alert",
      title: this.words("outside"),
      body: [h("p.address", {}, url)],
      keys: [
        key(this.words("cancel"), () => held.close()),
        key(this.words("open"), () => {
          held.close();
          if (/^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
        }, { isMain: true }),
      ],
    });
  }

  share(text) {
    this.chooseChat(this.words("shareWith"), () => true, async (row) => {
      await this.phone.openChat(row.chat.id);
      this.phone.chat.composer.field.value = text;
      this.phone.chat.composer.typed();
    });
  }

  // --- choosing ---------------------------------------------------------------------------

  chooseChat(title, isFitting, onChoose) {
    const { phone } = this;
    const fitting = phone.account.sortedRows().filter(isFitting);
    const list = h("div.choices", {}, ...fitting.map((row) => {
      const isBot = row.chat.type === "private";
      const name = isBot ? phone.account.bot.first_name : row.chat.title;
      return h(
        "button.choice",
        { type: "button", on: { click: () => { held.close(); onChoose(row); } } },
        avatar(row.chat.id, name, { isBot, size: "small" }),
        h("span", {}, name),
      );
    }));
    const held = phone.dialog({
      title,
      body: fitting.length ? [list] : [h("p", {}, this.words("noFittingChat"))],
      keys: [key(this.words("newGroup"), () => { held.close(); this.newGroup(); })],
    });
  }

  async pressReplyKey(button) {
    const { phone } = this;
    const body = { label: button.text, chat_id: phone.conversation.chatId };
    phone.chat.log.isAtEnd = true;
    if (button.request_location) {
      this.choosePlace((place) => phone.do("press", { ...body, location: place }));
    } else if (button.request_chat) {
      const wants = button.request_chat;
      this.chooseChat(
        button.text,
        ({ chat }) => chat.type !== "private"
          && (chat.type === "channel") === Boolean(wants.chat_is_channel)
          && (wants.chat_is_forum === undefined || Boolean(chat.is_forum) === wants.chat_is_forum)
          && (wants.chat_has_username === undefined || Boolean(chat.username) === wants.chat_has_username),
        (row) => phone.do("press", { ...body, shared_chat_id: row.chat.id }),
      );
    } else {
      await phone.do("press", body);
      await phone.conversation?.refresh();
    }
  }

  async choosePlace(onChoose) {
    const { phone } = this;
    let chosen = null;
    const send = key(this.words("sendPlace"), () => {
      held.close();
      onChoose(chosen);
    }, { isMain: true });
    send.disabled = true;
    const map = await placeChooser(phone, (place) => {
      chosen = place;
      send.disabled = false;
    });
    const held = phone.dialog({ title: this.words("choosePlace"), body: [map], keys: [send] });
    map.querySelector("[tabindex='0']")?.focus({ preventScroll: true });
  }

  // --- files ------------------------------------------------------------------------------

  attachMenu(opener) {
    const { phone } = this;
    openMenu(phone.glass, phone.stage, {
      title: this.words("attach"),
      at: spotOf(opener),
      entries: [
        { icon: "photo", label: this.words("attachPhoto"), act: () => this.pick(PICTURES.join(","), true) },
        { icon: "file", label: this.words("attachFile"), act: () => this.pick("", false) },
        { icon: "place", label: this.words("attachPlace"), act: () => this.choosePlace((place) => phone.do("location", { ...place, ...phone.whereabouts() })) },
      ],
    });
  }

  pick(accept, isPhoto) {
    const input = h("input", { type: "file", accept: accept || null });
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (file) this.offerFile(file, isPhoto);
    });
    input.click();
  }

  async offerFile(file, asPhoto = PICTURES.includes(file.type)) {
    const { phone } = this;
    if (file.size > FILE_MAX || file.size === 0) {
      phone.toast(this.words(file.size ? "fileTooBig" : "fileEmpty"));
      return;
    }
    const isPhoto = asPhoto && PICTURES.includes(file.type);
    const address = isPhoto ? URL.createObjectURL(file) : null;
    const caption = field(this.words("caption"), { maxlength: "1024" });
    const send = async () => {
      held.close();
      const data = await base64Of(file);
      const more = { data, caption: caption.input.value.trim(), ...phone.whereabouts() };
      if (isPhoto) await phone.do("photo", more);
      else await phone.do("document", { ...more, name: file.name || "file.bin", mime_type: file.type || "application/octet-stream" });
    };
    caption.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) send();
    });
    const held = phone.dialog({
      title: this.words(isPhoto ? "sendPhoto" : "sendFile"),
      body: [
        isPhoto ? h("img.offer", { src: address, alt: file.name }) : h("p.file-name", {}, `${file.name} · ${sizeOf(file.size)}`),
        caption.element,
      ],
      keys: [key(this.words("send"), send, { isMain: true })],
      onClose: () => address && URL.revokeObjectURL(address),
    });
    caption.input.focus();
  }

  viewPhoto(message) {
    const { phone } = this;
    const size = message.photo.at(-1);
    phone.dialog({
      kind: "viewer",
      title: message.caption?.split("\n")[0].slice(0, 60) || this.words("photo"),
      body: [h("img", { src: fileAddress(size.file_id), alt: message.caption || this.words("photo") })],
      keys: message.has_protected_content ? [] : [saveLink(this.words("save"), size.file_id, "photo.png")],
    });
  }

  async viewFile(message) {
    const { phone } = this;
    const held = message.document;
    const name = held.file_name || "file";
    const about = h("p.file-size", {}, `${sizeOf(held.file_size ?? 0)} · ${held.mime_type ?? ""}`);
    const body = [about];
    if (/^image\/(png|jpeg|gif|webp)$/.test(held.mime_type ?? "")) {
      body.push(h("img", { src: fileAddress(held.file_id), alt: name }));
    } else if (READABLE.test(name) || /^text\//.test(held.mime_type ?? "")) {
      const text = await (await fetch(fileAddress(held.file_id))).text();
      body.push(h("pre.file-text", { tabindex: "0" }, text.slice(0, READ_MAX) + (text.length > READ_MAX ? "\n…" : "")));
    }
    phone.dialog({ kind: "viewer", title: name, body, keys: [saveLink(this.words("save"), held.file_id, name)] });
  }

  // --- menus ------------------------------------------------------------------------------

  messageMenu(id, row, at) {
    const { phone } = this;
    const message = phone.conversation?.find(id);
    if (!message) return;
    const { chatId, about, isPrivate } = phone.conversation;
    const isOwn = message.from?.id === phone.account.id;
    const isChief = ["creator", "administrator"].includes(about.member?.status);
    const text = message.text ?? message.caption;
    const isPinned = (about.pinned ?? []).includes(id);
    openMenu(phone.glass, phone.stage, {
      title: this.words("messageMenu"),
      at: at ?? spotOf(row),
      entries: [
        { icon: "reply", label: this.words("reply"), act: () => phone.chat.composer.setMode({ kind: "reply", id, gist: gist(message, phone.words) }) },
        text && !message.has_protected_content && { icon: "copy", label: this.words("copy"), act: () => phone.copy(text) },
        isOwn && text && { icon: "pencil", label: this.words("edit"), act: () => phone.chat.composer.setMode({ kind: "edit", id, text, gist: gist(message, phone.words) }) },
        (isPrivate || isChief) && {
          icon: "pin", label: this.words(isPinned ? "unpin" : "pin"),
          act: () => phone.do(isPinned ? "unpin" : "pin", { chat_id: chatId, message_id: id }),
        },
        !message.has_protected_content && {
          icon: "forward", label: this.words("forward"),
          act: () => this.chooseChat(this.words("forwardTo"), () => true, (row_) => phone.do("forward", { from_chat_id: chatId, message_id: id, chat_id: row_.chat.id })),
        },
        (isOwn || isPrivate || isChief) && { icon: "trash", label: this.words("delete"), isGrave: true, act: () => phone.do("delete", { chat_id: chatId, message_id: id }) },
      ],
    });
  }

  chatMenu(opener) {
    const { phone } = this;
    const { conversation, account } = phone;
    const { chatId, isPrivate, topic, about } = conversation;
    const isChief = ["creator", "administrator"].includes(about.member?.status);
    const topicId = topic && topic.message_thread_id !== 1 ? topic.message_thread_id : null;
    openMenu(phone.glass, phone.stage, {
      title: this.words("chatMenu"),
      at: spotOf(opener),
      entries: [
        { icon: "people", label: this.words("info"), act: () => phone.openInfo() },
        topicId && isChief && {
          icon: "lock", label: this.words(topic.is_closed ? "reopenTopic" : "closeTopic"),
          act: () => phone.do(topic.is_closed ? "reopen_topic" : "close_topic", { chat_id: chatId, thread_id: topicId }),
        },
        isPrivate && {
          icon: "block", label: this.words(account.person.blocked ? "unblock" : "block"), isGrave: !account.person.blocked,
          act: () => phone.do(account.person.blocked ? "unblock" : "block"),
        },
        !isPrivate && { icon: "exit", label: this.words("leave"), isGrave: true, act: () => this.leaveGroup() },
      ],
    });
  }

  async leaveGroup() {
    const { phone } = this;
    const left = await phone.do("leave", { chat_id: phone.conversation.chatId });
    if (left !== null) phone.showList();
  }

  newGroup() {
    const { phone } = this;
    const title = field(this.words("groupTitle"), { maxlength: "128", required: true });
    const forum = check(this.words("withTopics"), true);
    const withBot = check(this.words("withBot", { name: phone.account.bot.first_name }), false);
    const make = async () => {
      const name = title.input.value.trim();
      if (!name) {
        title.input.focus();
        return;
      }
      held.close();
      try {
        const made = await post("/box/chats", {
          type: "supergroup", title: name, owner_id: phone.account.id, forum: forum.input.checked, bot: withBot.input.checked,
        });
        await phone.account.reload();
        await phone.openChat(made.chat.id);
      } catch (error) {
        phone.complain(error);
      }
    };
    const held = phone.dialog({
      title: this.words("newGroup"),
      body: [title.element, forum.element, withBot.element],
      keys: [key(this.words("make"), make, { isMain: true })],
    });
    title.input.focus();
  }

  newTopic() {
    const { phone } = this;
    const name = field(this.words("topicName"), { maxlength: "128" });
    const make = async () => {
      if (!name.input.value.trim()) return;
      held.close();
      const made = await phone.do("open_topic", { chat_id: phone.conversation.chatId, name: name.input.value.trim() });
      if (made) await phone.openChat(phone.conversation.chatId, made.message_thread_id);
    };
    const held = phone.dialog({ title: this.words("newTopic"), body: [name.element], keys: [key(this.words("make"), make, { isMain: true })] });
    name.input.focus();
  }
}

function parsed(url) {
  let text = url;
  const inApp = text.match(/^tg:\/\/resolve\?domain=(\w+)&?(.*)$/i);
  if (inApp) text = `https://t.me/${inApp[1]}?${inApp[2]}`;
  try {
    const address = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    return ["t.me", "telegram.me"].includes(address.hostname) ? address : null;
  } catch {
    return null;
  }
}

function spotOf(element) {
  const box = element.getBoundingClientRect();
  return { x: box.left + Math.min(box.width / 2, 120), y: box.top + Math.min(box.height / 2, 80) };
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

const saveLink = (label, fileId, name) => h("a.sheet-key.main", { href: fileAddress(fileId), download: name }, label);
