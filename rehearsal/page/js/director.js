// The director's bar: the clock, the year's timeline, the crowd, and the way to the drawer.

import { getIfThere, post } from "./api.js";
import { clockState, dateOf, now_ms, onClock, takeClock, wholeTime } from "./clock.js";
import { arrange, calmed, h } from "./dom.js";
import { openCrowd } from "./crowd.js";
import { openDrawer } from "./faults.js";
import { icon } from "./icons.js";
import { keep } from "./kept.js";
import { language, named, onLanguage, setLanguage, t } from "./words.js";

const SPEEDS = [1, 60, 600, 3600];
const STATE_MS = 3000;

export class Director {
  constructor(desk) {
    this.desk = desk;
    this.year = null;
    this.state = null;
    this.clock = h("time.clock");
    this.lead = h("div.lead");
    this.transport = h("div.transport", { role: "group" });
    this.crowd = h("div.crowd", { role: "group", hidden: true });
    this.tools = h("div.tools", { role: "group" });
    this.timeline = h("ol.timeline", { hidden: true });
    this.said = h("p.hidden", { role: "status" });
    this.element = h("header.director", {}, h("div.director-row", {}, this.lead, this.transport, this.crowd, this.tools), this.timeline, this.said);
    this.reread = calmed(() => this.readYear(), 150);
    onLanguage(() => this.speak());
    onClock(() => this.clockChanged());
  }

  async start() {
    this.speak();
    await this.readYear();
    await this.readState();
    setInterval(() => {
      if (!document.hidden && this.state) this.readState();
    }, STATE_MS);
  }

  async readYear() {
    const found = await getIfThere("/rehearsal/year").catch(() => this.year);
    const sign = JSON.stringify(found);
    if (sign === this.yearSign) return;
    this.yearSign = sign;
    this.year = found;
    this.drawTimeline();
  }

  async readState() {
    const found = await getIfThere("/rehearsal/state").catch(() => this.state);
    const had = this.state !== null;
    this.state = found;
    if (had !== (found !== null)) this.speak();
    this.showStep();
    this.drawCrowd();
  }

  // After the last phase there is no step; while one is taken, no second.
  showStep(isTaken = this.stepKey?.getAttribute("aria-busy") === "true") {
    if (this.stepKey) this.stepKey.disabled = isTaken || Boolean(this.state?.is_over);
  }

  speak() {
    this.element.setAttribute("aria-label", t("director"));
    this.transport.setAttribute("aria-label", t("clock"));
    this.tools.setAttribute("aria-label", t("tools"));
    this.lead.replaceChildren(this.desk.brand());
    this.playKey = h("button.round", { type: "button", on: { click: () => this.toggle() } });
    this.speeds = SPEEDS.map((speed) => h(
      "button.speed",
      { type: "button", "aria-label": t("speed", { speed }), on: { click: () => this.setClock({ speed }) } },
      speedLabel(speed),
    ));
    this.stepKey = h("button.step", { type: "button", title: t("stepAbout"), on: { click: () => this.step() } }, icon("step", "icon small"), h("span", {}, t("step")));
    this.hourKey = h("button.speed", { type: "button", on: { click: () => this.setClock({ advance_s: 3600 }) } }, t("plusHour"));
    this.dayKey = h("button.speed", { type: "button", on: { click: () => this.setClock({ advance_s: 86400 }) } }, t("plusDay"));
    this.transport.replaceChildren(
      this.playKey, this.clock, h("span.speeds", { role: "group", "aria-label": t("pace") }, ...this.speeds),
      h("span.speeds.leaps", { role: "group", "aria-label": t("leap") }, this.hourKey, this.dayKey),
      ...(this.state ? [this.stepKey] : []),
    );
    const isDark = document.documentElement.dataset.theme === "dark";
    this.themeKey = h("button.tool", { type: "button", "aria-label": t(isDark ? "toLight" : "toDark"), title: t(isDark ? "toLight" : "toDark"), on: { click: () => this.switchTheme() } }, icon(isDark ? "sun" : "moon"));
    this.tools.replaceChildren(
      h("button.tool.words", { type: "button", lang: language() === "ko" ? "en" : "ko", on: { click: () => setLanguage(language() === "ko" ? "en" : "ko") } }, language() === "ko" ? "EN" : "한국어"),
      this.themeKey,
      h("button.tool", { type: "button", "aria-label": t("drawer"), title: t("drawer"), "aria-haspopup": "dialog", on: { click: () => openDrawer(this.desk, this) } }, icon("bolt")),
    );
    this.crowdSign = null;
    this.showStep();
    this.drawCrowd();
    this.drawTimeline();
    this.clockChanged();
  }

  switchTheme() {
    keep("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    window.applyTheme();
    this.speak();
    this.themeKey.focus();
  }

  // --- the clock --------------------------------------------------------------------------

  clockChanged() {
    if (!this.playKey) return;
    const { paused, speed } = clockState();
    this.playKey.replaceChildren(icon(paused ? "play" : "pause"));
    this.playKey.setAttribute("aria-label", t(paused ? "run" : "pause"));
    this.playKey.title = t(paused ? "run" : "pause");
    for (const [at, key] of this.speeds.entries()) {
      key.setAttribute("aria-pressed", String(!paused && speed === SPEEDS[at]));
    }
    this.tick();
    this.reread();
  }

  tick() {
    const at = now_ms();
    const text = wholeTime(at);
    if (this.clock.textContent !== text) {
      this.clock.textContent = text;
      this.clock.setAttribute("datetime", new Date(at).toISOString().slice(0, 16));
    }
    this.showProgress(at);
  }

  // Each speed there is, as `make(speed, label, words)` makes it.
  paces(make) {
    return SPEEDS.map((speed) => make(speed, speedLabel(speed), t("speed", { speed })));
  }

  async setClock(body) {
    await this.attempt(async () => takeClock(await post("/box/clock", body)));
  }

  async toggle() {
    const isPaused = clockState().paused;
    await this.setClock(isPaused && clockState().speed === 0 ? { pause: false } : { pause: !isPaused });
    this.said.textContent = t(clockState().paused ? "paused" : "running");
  }

  async step() {
    this.stepKey.setAttribute("aria-busy", "true");
    this.showStep(true);
    await this.attempt(async () => {
      this.state = await post("/rehearsal/step");
    });
    this.stepKey.removeAttribute("aria-busy");
    this.showStep();
    await this.readYear();
    const stage = this.current();
    if (stage) this.said.textContent = t("nowIn", { name: named(stage.name) });
  }

  async attempt(act) {
    try {
      await act();
    } catch (error) {
      this.said.textContent = t("refused", { words: error.message });
    }
  }

  // --- the year ---------------------------------------------------------------------------

  current() {
    const at = now_ms();
    return this.year?.stages.find((one) => at >= Date.parse(one.starts) && at < Date.parse(one.ends)) ?? null;
  }

  drawTimeline() {
    const stages = this.year?.stages ?? [];
    this.timeline.hidden = stages.length === 0;
    this.timeline.setAttribute("aria-label", this.year ? named(this.year.title) || t("year") : t("year"));
    this.marks = stages.map((stage) => {
      const starts = Date.parse(stage.starts);
      const ends = Date.parse(stage.ends);
      const bar = h("span.stage-bar", {}, h("span.stage-done"));
      const element = h(
        "li.stage-mark",
        { style: { "--weight": String(Math.max(1, ((ends - starts) / 86400000) ** 0.2)) }, title: `${named(stage.name)}: ${dateOf(starts)} – ${dateOf(ends)}` },
        bar,
        h("span.stage-name", {}, named(stage.name)),
        h("span.stage-dates", {}, dateOf(starts)),
      );
      return { starts, ends, element, done: bar.firstChild };
    });
    arrange(this.timeline, this.marks.map((one) => one.element));
    this.showProgress(now_ms());
  }

  showProgress(at) {
    for (const { starts, ends, element, done } of this.marks ?? []) {
      const share = Math.max(0, Math.min(1, (at - starts) / Math.max(1, ends - starts)));
      done.style.transform = `scaleX(${share.toFixed(4)})`;
      const isNow = at >= starts && at < ends;
      if (element.classList.contains("now") === isNow) continue;
      element.classList.toggle("now", isNow);
      if (isNow) element.setAttribute("aria-current", "step");
      else element.removeAttribute("aria-current");
      if (isNow && this.timeline.scrollWidth > this.timeline.clientWidth) {
        this.timeline.scrollLeft = element.offsetLeft - this.timeline.clientWidth / 3;
      }
    }
  }

  // --- the crowd --------------------------------------------------------------------------

  drawCrowd() {
    this.crowd.hidden = this.state === null;
    if (!this.state) return;
    const { citizens = 0, liveliness = 0 } = this.state;
    const sign = `${citizens}/${liveliness}/${language()}`;
    if (sign === this.crowdSign || this.crowd.contains(document.activeElement)) return;
    this.crowdSign = sign;
    const count = h("input.count", { type: "number", min: "0", max: "5000", step: "10", value: String(citizens), "aria-label": t("citizens") });
    const pace = h("input.pace", { type: "range", min: "0", max: "1", step: "0.05", value: String(liveliness), "aria-label": t("liveliness") });
    const tell = () => this.attempt(async () => {
      this.state = await post("/rehearsal/citizens", { count: Number(count.value), liveliness: Number(pace.value) });
    });
    count.addEventListener("change", tell);
    pace.addEventListener("change", tell);
    this.crowd.setAttribute("aria-label", t("crowd"));
    const cityKey = h("button.tool", { type: "button", "aria-haspopup": "dialog", "aria-label": t("city"), title: t("city"), on: { click: () => openCrowd(this.desk, this) } }, icon("people"));
    this.crowd.replaceChildren(cityKey, h("label", {}, h("span", {}, t("citizens")), count), h("label", {}, h("span", {}, t("liveliness")), pace));
  }
}

const speedLabel = (speed) => `${speed}×`;
