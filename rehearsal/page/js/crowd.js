// The drawer of the city: how time passes, how many citizens there are, what they did lately.

import { get, getIfThere, post } from "./api.js";
import { clockState, wholeTime } from "./clock.js";
import { arrange, h } from "./dom.js";
import { check, field, openDialog } from "./sheets.js";
import { avatar } from "./avatar.js";
import { has, named, t } from "./words.js";

const LOOK_MS = 1500;
const LINES_MAX = 30;
const PEOPLE_MAX = 5000;

export function openCrowd(desk, director) {
  const said = h("p.drawer-said", { role: "status" });
  const pace = h("div.speeds.drawer-speeds", { role: "group", "aria-label": t("pace") });
  const leaps = h("div.speeds.drawer-speeds", { role: "group", "aria-label": t("leap") },
    h("button.speed", { type: "button", on: { click: () => director.setClock({ advance_s: 3600 }) } }, t("plusHour")),
    h("button.speed", { type: "button", on: { click: () => director.setClock({ advance_s: 86400 }) } }, t("plusDay")));
  const count = field(t("citizens"), { type: "number", min: "0", max: String(PEOPLE_MAX), step: "10" });
  const lively = h("input.pace", { type: "range", min: "0", max: "1", step: "0.05", "aria-label": t("liveliness") });
  const staff = check(t("staffPlays"));
  const sums = h("dl.drawer-about");
  const feed = h("ol.feed");
  const rows = new Map();

  const tell = async (body) => {
    try {
      director.state = await post("/rehearsal/citizens", body);
      said.textContent = "";
    } catch (error) {
      said.textContent = t("refused", { words: error.message });
    }
    show();
  };
  count.input.addEventListener("change", () => tell({ count: Number(count.input.value) }));
  lively.addEventListener("change", () => tell({ liveliness: Number(lively.value) }));
  staff.input.addEventListener("change", () => tell({ staff_plays: staff.input.checked }));

  const showPace = () => {
    const { paused, speed } = clockState();
    arrange(pace, director.paces((value, label, about) => {
      const held = pace.querySelector(`[data-speed="${value}"]`)
        ?? h("button.speed", { type: "button", "aria-label": about, data: { speed: value }, on: { click: () => director.setClock({ speed: value }).then(showPace) } }, label);
      held.setAttribute("aria-pressed", String(!paused && speed === value));
      return held;
    }));
  };
  const show = () => {
    const { state } = director;
    if (!state) return;
    showPace();
    if (document.activeElement !== count.input) count.input.value = String(state.citizens ?? 0);
    if (document.activeElement !== lively) lively.value = String(state.liveliness ?? 0);
    staff.input.checked = state.staff_plays !== false;
    const deeds = summed(state.deeds ?? {});
    sums.replaceChildren(...deeds.flatMap(([name, times]) => [h("dt", {}, name), h("dd", {}, times.toLocaleString())]));
    arrange(feed, (state.lately ?? []).slice(-LINES_MAX).reverse().map((one) => line(one)));
  };
  const line = (one) => {
    const id = `${one.at}/${one.user_id}/${one.deed}`;
    if (rows.has(id)) return rows.get(id);
    const about = named(one.about);
    const when = wholeTime(Date.parse(one.at));
    const element = h("li.feed-line", {}, h(
      "button.choice",
      { type: "button", title: t("layPhone", { name: one.name }), on: { click: () => lay(one.user_id) } },
      avatar(one.user_id, one.name, { size: "small" }),
      h("span.choice-text", {},
        h("span", {}, h("b", {}, one.name), " ", h("span.feed-deed", {}, nameOf(one.deed))),
        h("span.choice-about", { lang: typeof one.about === "string" ? one.language : null }, about || when)),
    ));
    rows.set(id, element);
    if (rows.size > 4 * LINES_MAX) rows.delete(rows.keys().next().value);
    return element;
  };
  const lay = async (userId) => {
    held.close();
    desk.show(await get(`/box/users/${userId}`));
  };
  const look = async () => {
    if (!held.panel.isConnected) return;
    director.state = (await getIfThere("/rehearsal/state")) ?? director.state;
    show();
  };
  const held = openDialog(document.body, desk.element, {
    kind: "drawer",
    title: t("city"),
    closeLabel: t("close"),
    body: [
      h("p.drawer-lead", {}, t("cityLead")),
      said,
      h("h4", {}, t("pace")),
      h("div.drawer-row", {}, pace, leaps),
      h("h4", {}, t("crowd")),
      h("div.drawer-form", {}, count.element, h("label.field-row", {}, h("span", {}, t("liveliness")), lively)),
      staff.element,
      h("h4", {}, t("lately")),
      feed,
      h("h4", {}, t("whatHappens")),
      sums,
    ],
    onClose: () => clearInterval(timer),
  });
  const timer = setInterval(() => look().catch(() => {}), LOOK_MS);
  show();
  look().catch(() => {});
}

// A deed in words; '' for one that is nobody's concern.
function nameOf(deed) {
  const name = `deed_${deed.startsWith("review-") ? "review" : deed.replaceAll("-", "_")}`;
  return has(name) ? t(name) : "";
}

// The deeds that have a name, the most frequent first; several kinds of review count as one.
function summed(deeds) {
  const found = new Map();
  for (const [deed, times] of Object.entries(deeds)) {
    const name = nameOf(deed);
    if (name) found.set(name, (found.get(name) ?? 0) + times);
  }
  return [...found].sort((a, b) => b[1] - a[1]);
}
