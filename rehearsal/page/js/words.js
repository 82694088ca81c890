// The page's own sentences. A phone speaks its owner's language, the desk the visitor's.

import { kept, keep } from "./kept.js";
import { EN } from "./words_en.js";
import { KO } from "./words_ko.js";

const BY_LANGUAGE = { en: EN, ko: KO };
const listeners = new Set();
let chosen = kept("language") || (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");

export const language = () => chosen;
export const onLanguage = (tell) => listeners.add(tell);

export function setLanguage(code) {
  chosen = code;
  keep("language", code);
  for (const tell of listeners) tell();
}

export const spoken = (code) => (String(code || "").toLowerCase().startsWith("ko") ? "ko" : "en");

// A sentence by its name; {name} takes a parameter, a function is given all of them.
export function say(code, name, given = {}) {
  const found = (BY_LANGUAGE[code] || EN)[name] ?? EN[name];
  if (typeof found === "function") return found(given);
  return found.replace(/\{(\w+)\}/g, (_, key) => given[key] ?? "");
}

export const has = (name) => name in EN;

export const t = (name, given) => say(chosen, name, given);

// A name that comes as { ko, en } or as plain text.
export const named = (texts, code = chosen) =>
  typeof texts === "string" ? texts : texts?.[code] || texts?.en || Object.values(texts || {})[0] || "";
