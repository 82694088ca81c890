// The desk: phones side by side, one at a time where there is room for one only.

import { get, post } from "./api.js";
import { avatar, mark } from "./avatar.js";
import { Director } from "./director.js";
import { arrange, framed, h } from "./dom.js";
import { icon } from "./icons.js";
import { keep, kept } from "./kept.js";
import { choosePerson } from "./people.js";
import { Phone } from "./phone.js";
import { named, onLanguage, t } from "./words.js";

const PHONE_PX = 330;
const PHONES_MAX = 10;

export class Desk {
  constructor(bot, { cast, shown }) {
    this.bot = bot;
    this.cast = cast;
    this.shown = shown;
    this.places = [];
    this.active = null;
    this.narrow = matchMedia("(max-width: 719px)");
    this.director = new Director(this);
    this.tabs = h("div.tabs", { role: "tablist" });
    this.morePeople = h("button.more-people", { type: "button", on: { click: () => this.addPhone() } }, icon("people"));
    this.table = h("main.table");
    this.addKey = h("button.add-phone", { type: "button", on: { click: () => this.addPhone() } });
    this.element = h("div.desk", {}, this.director.element, h("div.tab-bar", {}, this.tabs, this.morePeople), this.table);
    this.renderTabs = framed(() => this.drawTabs());
    this.narrow.addEventListener("change", () => this.lay());
    onLanguage(() => this.speak());
    this.tabs.addEventListener("keydown", (event) => this.walkTabs(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("visibilitychange", () => this.activeChanged());
    setInterval(() => this.tick(), 500);
  }

  roleOf(userId) {
    return named(this.cast.find((one) => one.user_id === userId)?.role ?? "");
  }

  async start() {
    const wanted = await this.wanted();
    this.active = kept("active");
    for (const person of wanted) this.place(person);
    if (!this.places.some((one) => one.id === this.active)) this.active = this.places[0]?.id ?? null;
    this.speak();
    this.lay();
    await Promise.all([this.director.start(), ...this.places.map((one) => one.phone.start().catch(() => {}))]);
  }

  // Who lay here last time, else the cast, else the first people of the box.
  async wanted() {
    const users = new Map();
    const lookUp = async (id) => {
      if (users.has(id)) return users.get(id);
      try {
        users.set(id, await get(`/box/users/${id}`));
      } catch {
        users.set(id, null);
      }
      return users.get(id);
    };
    const last = (await Promise.all((kept("shown") ?? []).map(lookUp))).filter(Boolean);
    if (last.length) return last;
    const room = Math.max(1, Math.min(this.shown, Math.floor((innerWidth - 16) / PHONE_PX)));
    const cast = (await Promise.all(this.cast.map((one) => lookUp(one.user_id)))).filter(Boolean);
    const all = cast.length ? cast : await get("/box/users");
    return all.slice(0, this.narrow.matches ? Math.min(5, all.length) : room);
  }

  place(person, at = this.places.length) {
    const phone = new Phone(person, {
      bot: this.bot,
      onPlace: () => this.renderTabs(),
      onGone: (gone) => this.takeAway(gone),
    });
    const face = h("span.caption-face", {}, phone.face("small"));
    const name = h("span.caption-name", {}, phone.account.name);
    const role = h("span.caption-role");
    const swap = h("button.caption", { type: "button", "aria-haspopup": "dialog", on: { click: () => this.swap(phone) } },
      face, h("span.caption-text", {}, name, role), icon("down", "icon small"));
    const closeKey = h("button.caption-key", { type: "button", on: { click: () => this.takeAway(phone) } }, icon("close", "icon small"));
    const element = h("div.place-on-desk", { id: `place-${person.id}` }, h("div.caption-row", {}, swap, closeKey), phone.element);
    element.addEventListener("pointerdown", () => this.activate(person.id, { isQuiet: true }), { capture: true });
    element.addEventListener("focusin", () => this.activate(person.id, { isQuiet: true }));
    this.places.splice(at, 0, { id: person.id, phone, element, role, swap, closeKey });
    return phone;
  }

  speak() {
    this.addKey.replaceChildren(icon("plus"), h("span", {}, t("addPhone")));
    this.tabs.setAttribute("aria-label", t("phones"));
    this.morePeople.setAttribute("aria-label", t("addPhone"));
    this.table.setAttribute("aria-label", t("phones"));
    for (const one of this.places) {
      const role = this.roleOf(one.id) || t(one.phone.account.language === "ko" ? "readsKorean" : "readsEnglish");
      one.role.textContent = role;
      one.swap.title = t("switchPerson");
      one.closeKey.setAttribute("aria-label", t("putAway", { name: one.phone.account.name }));
      one.phone.element.setAttribute("aria-label", t("phoneOf", { name: one.phone.account.name, role }));
    }
    this.renderTabs();
  }

  lay() {
    const isNarrow = this.narrow.matches;
    const shown = isNarrow ? this.places.filter((one) => one.id === this.active) : this.places;
    arrange(this.table, [...shown.map((one) => one.element), ...(isNarrow ? [] : [this.addKey])]);
    for (const one of this.places) {
      one.element.classList.toggle("active", one.id === this.active);
      if (isNarrow) {
        one.element.setAttribute("role", "tabpanel");
        one.element.setAttribute("aria-labelledby", `tab-${one.id}`);
      } else {
        one.element.removeAttribute("role");
        one.element.removeAttribute("aria-labelledby");
      }
      if (one.phone.conversation) one.phone.conversation.isVisible = shown.includes(one);
    }
    this.table.classList.toggle("empty", this.places.length === 0);
    keep("shown", this.places.map((one) => one.id));
    keep("active", this.active);
    this.activeChanged();
    this.renderTabs();
  }

  // What lies open on the desk counts as read.
  activeChanged() {
    if (document.hidden) return;
    for (const { phone, element } of this.places) {
      if (!phone.conversation) continue;
      phone.conversation.isVisible = element.isConnected;
      phone.chat.log.settle();
      phone.account.readSoon();
    }
  }

  activate(userId, { isQuiet = false } = {}) {
    if (this.active === userId) return;
    this.active = userId;
    this.lay();
    const one = this.places.find((place) => place.id === userId);
    if (!one || isQuiet) return;
    if (!this.narrow.matches) one.element.scrollIntoView({ inline: "nearest", block: "nearest" });
    one.phone.element.querySelector(".stage button, .stage textarea")?.focus({ preventScroll: true });
  }

  drawTabs() {
    for (const { phone } of this.places) {
      if (phone.conversation) phone.conversation.isVisible = phone.element.isConnected;
    }
    if (!this.narrow.matches) {
      this.tabs.replaceChildren();
      return;
    }
    const focused = document.activeElement?.id;
    const tabs = this.places.map(({ id, phone }) => {
      const unread = phone.account.unread();
      const isActive = id === this.active;
      return h(
        "button.tab",
        {
          type: "button", role: "tab", id: `tab-${id}`, "aria-selected": String(isActive), tabindex: isActive ? "0" : "-1",
          "aria-controls": isActive ? `place-${id}` : null, "aria-label": isActive ? null : `${phone.account.name}, ${this.roleOf(id)}`,
          on: { click: () => this.activate(id) },
        },
        phone.face("small"),
        isActive ? h("span.tab-text", {}, h("span.tab-name", {}, phone.account.name), h("span.tab-role", {}, this.roleOf(id))) : null,
        unread && !isActive ? h("span.unread", {}, String(unread)) : null,
      );
    });
    this.tabs.replaceChildren(...tabs);
    if (focused?.startsWith("tab-")) document.getElementById(focused)?.focus();
  }

  walkTabs(event) {
    const at = this.places.findIndex((one) => one.id === this.active);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !this.places.length) return;
    event.preventDefault();
    const next = this.places[(at + step + this.places.length) % this.places.length].id;
    this.active = next;
    this.lay();
    this.drawTabs();
    document.getElementById(`tab-${next}`)?.focus();
  }

  // Alt and a number lead to a phone.
  pressed(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const one = this.places[Number(event.key) - 1];
    if (!one) return;
    event.preventDefault();
    this.active = null;
    this.activate(one.id);
  }

  async addPhone() {
    if (this.places.length >= PHONES_MAX) return;
    const person = await choosePerson(this, t("addPhone"));
    if (person) this.show(person);
  }

  async swap(phone) {
    const person = await choosePerson(this, t("choosePerson"));
    if (!person || person.id === phone.account.id) return;
    const at = this.places.findIndex((one) => one.phone === phone);
    const there = this.places.find((one) => one.id === person.id);
    if (there) {
      this.activate(person.id);
      return;
    }
    phone.close();
    this.places.splice(at, 1);
    this.show(person, at);
  }

  show(person, at = this.places.length) {
    const there = this.places.find((one) => one.id === person.id);
    if (!there) {
      const phone = this.place(person, at);
      phone.start().catch(() => {});
    }
    this.active = null;
    this.speak();
    this.activate(person.id);
    if (!this.narrow.matches) {
      this.places.find((one) => one.id === person.id).element.scrollIntoView({ inline: "center", block: "nearest" });
    }
  }

  takeAway(phone) {
    const at = this.places.findIndex((one) => one.phone === phone);
    if (at < 0) return;
    phone.close();
    this.places.splice(at, 1);
    if (this.active === phone.account.id) this.active = this.places[Math.max(0, at - 1)]?.id ?? null;
    this.lay();
    (this.places[Math.max(0, at - 1)]?.swap ?? this.addKey).focus();
  }

  tick() {
    if (document.hidden) return;
    for (const { phone } of this.places) phone.tick();
    this.director.tick();
  }

  newPerson(given) {
    return post("/box/users", given);
  }

  brand() {
    return h("span.brand", {}, h("span.brand-mark", {}, mark()), h("span.brand-name", {}, t("brand")));
  }

  portrait(person) {
    return avatar(person.id, [person.first_name, person.last_name].filter(Boolean).join(" "), { size: "small" });
  }
}
