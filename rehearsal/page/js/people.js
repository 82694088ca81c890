// Choosing whose phone to look at: the cast first, then everybody in the box, or somebody new.

import { get } from "./api.js";
import { h, roving } from "./dom.js";
import { field, key, openDialog } from "./sheets.js";
import { t } from "./words.js";

const FOUND_MAX = 60;

// The person chosen, or null.
export async function choosePerson(desk, title) {
  const people = await get("/box/users");
  return new Promise((resolve) => {
    let result = null;
    const choose = (person) => {
      result = person;
      held.close();
    };
    const search = field(t("search"), { type: "search" });
    const list = h("div.choices");
    roving(list, "button.choice");
    const inCast = new Map(desk.cast.map((one, at) => [one.user_id, at]));
    const sorted = people
      .filter((one) => !one.deactivated)
      .sort((a, b) => (inCast.get(a.id) ?? 1e6) - (inCast.get(b.id) ?? 1e6));
    const draw = () => {
      const wanted = search.input.value.trim().toLowerCase();
      const found = sorted.filter((one) => nameOf(one).toLowerCase().includes(wanted) || desk.roleOf(one.id).toLowerCase().includes(wanted));
      list.replaceChildren(...found.slice(0, FOUND_MAX).map((person) => h(
        "button.choice",
        { type: "button", on: { click: () => choose(person) } },
        desk.portrait(person),
        h("span.choice-text", {}, h("span", {}, nameOf(person)), h("span.choice-about", {}, desk.roleOf(person.id) || t("languageOf", { code: person.language_code ?? "–" }))),
      )));
      if (found.length > FOUND_MAX) list.append(h("p.info-count", {}, t("andMore", { count: found.length - FOUND_MAX })));
    };
    search.input.addEventListener("input", draw);
    draw();
    const name = field(t("newName"), { maxlength: "64" });
    const speaks = h("select.text-input", { "aria-label": t("language") }, h("option", { value: "ko" }, "한국어"), h("option", { value: "en" }, "English"));
    const make = async (event) => {
      event.preventDefault();
      if (!name.input.value.trim()) {
        name.input.focus();
        return;
      }
      choose(await desk.newPerson({ first_name: name.input.value.trim(), language_code: speaks.value }));
    };
    const held = openDialog(document.body, desk.element, {
      title,
      closeLabel: t("close"),
      body: [
        search.element,
        list,
        h("form.new-person", { on: { submit: make } }, name.element, speaks, key(t("make"), () => {}, { type: "submit" })),
      ],
      onClose: () => resolve(result),
    });
  });
}

const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
