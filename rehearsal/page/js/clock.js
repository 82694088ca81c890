// The box's clock as the page knows it, and times as people read them.

import { language } from "./words.js";

let base = { now_ms: Date.now(), speed: 1, paused: false };
let heard_ms = performance.now();
let zone;
const listeners = new Set();

export function setZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    zone = name || undefined;
    days.clear();
  } catch {
    zone = undefined;
  }
}

export function takeClock(clock) {
  base = { now_ms: Date.parse(clock.now), speed: clock.speed, paused: clock.paused };
  heard_ms = performance.now();
  for (const tell of listeners) tell();
}

export const now_ms = () =>
  base.now_ms + (base.paused ? 0 : (performance.now() - heard_ms) * base.speed);
export const clockState = () => base;
export const onClock = (tell) => listeners.add(tell);

const formats = new Map();

function formatted(date_ms, of, options) {
  const key = of + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(of === "ko" ? "ko-KR" : "en-GB", { timeZone: zone, ...options }));
  }
  return formats.get(key).format(date_ms);
}

export const hourOf = (date_s) =>
  formatted(date_s * 1000, "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// Long chats ask for the day of every message; no zone's day begins within a quarter of an hour.
const QUARTER_S = 900;
const days = new Map();

export function dayKey(date_s) {
  const quarter = Math.floor(date_s / QUARTER_S);
  let key = days.get(quarter);
  if (key === undefined) {
    key = formatted(quarter * QUARTER_S * 1000, "en", { year: "numeric", month: "2-digit", day: "2-digit" });
    days.set(quarter, key);
  }
  return key;
}

export function dayOf(date_s, of) {
  const isThisYear = dayKey(date_s).slice(-4) === dayKey(now_ms() / 1000).slice(-4);
  return formatted(date_s * 1000, of, {
    month: "long", day: "numeric", year: isThisYear ? undefined : "numeric",
  });
}

// The time of a chat list's line: the hour today, the weekday this week, else the date.
export function shortTime(date_s, of) {
  const today = now_ms() / 1000;
  if (dayKey(date_s) === dayKey(today)) return hourOf(date_s);
  if (Math.abs(today - date_s) < 6 * 86400) return formatted(date_s * 1000, of, { weekday: "short" });
  return formatted(date_s * 1000, of, { month: "numeric", day: "numeric" });
}

export const wholeTime = (at_ms, of = language()) =>
  formatted(at_ms, of, {
    year: "numeric", month: "long", day: "numeric", weekday: "short",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

export const dateOf = (at_ms, of = language()) =>
  formatted(at_ms, of, { month: "short", day: "numeric" });
