// The drawer for the curious: failures to inject, blocked bots, what Telegram refused.

import { ApiError, get, post, remove } from "./api.js";
import { h } from "./dom.js";
import { check, field, key, openDialog } from "./sheets.js";
import { t } from "./words.js";

const KINDS = {
  flood: { retry_after: 10 },
  timeout: { seconds: 3 },
  dropped: { seconds: 3 },
  server_error: {},
  bad_gateway: {},
  slow: { seconds: 2 },
};
const METHODS = ["*", "sendMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "createForumTopic", "getUpdates"];
const LOOK_MS = 2000;

export function openDrawer(desk, director) {
  const said = h("p.drawer-said", { role: "status" });
  const active = h("div.drawer-part");
  const about = h("dl.drawer-about");
  const attempt = async (act, words) => {
    try {
      await act();
      said.textContent = words;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      said.textContent = t("refused", { words: error.message });
    }
    await look();
  };
  const flood = check(t("floodLimits"));
  flood.input.addEventListener("change", () => attempt(() => post("/box/flood", { on: flood.input.checked }), t("done")));
  const kind = h("select.text-input", {}, ...Object.keys(KINDS).map((one) => h("option", { value: one }, t(`fault_${one}`))));
  const method = h("select.text-input", {}, ...METHODS.map((one) => h("option", { value: one }, one === "*" ? t("anyMethod") : one)));
  const times = field(t("times"), { type: "number", min: "1", max: "1000", value: "3" });
  const inject = (event) => {
    event.preventDefault();
    attempt(
      () => post("/box/faults", { kind: kind.value, method: method.value, times: Number(times.input.value), ...KINDS[kind.value] }),
      t("faultOrdered"),
    );
  };
  const look = async () => {
    if (!held.panel.isConnected) return;
    const [overview, bot] = await Promise.all([get("/box"), get("/box/bot")]);
    flood.input.checked = overview.flood_limits;
    showFaults(active, overview.faults, () => attempt(() => remove("/box/faults"), t("done")));
    showAbout(about, overview, bot, director.state);
  };
  const held = openDialog(document.body, desk.element, {
    kind: "drawer",
    title: t("drawer"),
    closeLabel: t("close"),
    body: [
      h("p.drawer-lead", {}, t("drawerLead")),
      said,
      h("h4", {}, t("faults")),
      flood.element,
      h("form.drawer-form", { on: { submit: inject } },
        h("label.field-row", {}, h("span", {}, t("faultKind")), kind),
        h("label.field-row", {}, h("span", {}, t("faultMethod")), method),
        times.element,
        key(t("inject"), () => {}, { type: "submit", isMain: true }),
      ),
      active,
      h("h4", {}, t("peopleWhoBlock")),
      ...desk.places.map(({ phone }) => blocker(phone, attempt)),
      ...(director.state ? [
        h("h4", {}, t("theBot")),
        key(t("restartBot"), () => attempt(() => post("/rehearsal/restart-bot"), t("restarted"))),
      ] : []),
      h("h4", {}, t("whatHappens")),
      about,
    ],
    onClose: () => clearInterval(timer),
  });
  const timer = setInterval(() => look().catch(() => {}), LOOK_MS);
  look().catch(() => {});
}

function showFaults(box, faults, onClear) {
  if (!faults.length) {
    box.replaceChildren(h("p.drawer-none", {}, t("noFaults")));
    return;
  }
  const lines = faults.map((one) => h("li", {}, t("faultLine", {
    kind: t(`fault_${one.kind}`), method: one.method === "*" ? t("anyMethod") : one.method, times: one.times,
  })));
  const hadFocus = box.contains(document.activeElement);
  const clear = key(t("clearFaults"), onClear);
  box.replaceChildren(h("ul", {}, ...lines), clear);
  if (hadFocus) clear.focus();
}

function blocker(phone, attempt) {
  const { account } = phone;
  const row = check(t("blocks", { name: account.name }), account.person.blocked);
  row.input.addEventListener("change", () => attempt(() => account.act(row.input.checked ? "block" : "unblock"), t("done")));
  return row.element;
}

function showAbout(list, overview, bot, state) {
  const calls = Object.entries(bot.calls).filter(([name]) => name !== "getUpdates").sort((a, b) => b[1] - a[1]);
  const lines = [
    [t("aboutPeople"), overview.users],
    [t("aboutChats"), overview.chats],
    [t("aboutPending"), bot.pending_updates],
    [t("aboutCalls"), calls.reduce((sum, [, count]) => sum + count, 0)],
    ...calls.slice(0, 6).map(([name, count]) => [name, count]),
    ...(state?.waiting ? [[t("aboutWaiting"), state.waiting]] : []),
    [t("aboutRefusals"), (bot.refusals ?? []).reduce((sum, one) => sum + one.times, 0)],
    ...(bot.refusals ?? []).slice(0, 6).map((one) => [`${one.code} ${one.method}`, one.times]),
  ];
  list.replaceChildren(...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]));
}
