// The page begins: ask the box who it is, lay out the desk.

import { get, getIfThere } from "./api.js";
import { setZone, takeClock } from "./clock.js";
import { Desk } from "./desk.js";
import { h } from "./dom.js";
import { language, onLanguage, t } from "./words.js";

const RETRY_MS = 1500;

async function begin() {
  const app = document.getElementById("app");
  speak();
  onLanguage(speak);
  let overview;
  try {
    overview = await get("/box");
  } catch {
    app.replaceChildren(h("p.no-box", { role: "status" }, t("noBox")));
    setTimeout(begin, RETRY_MS);
    return;
  }
  const told = (await getIfThere("/rehearsal/desk")) ?? { cast: [], zone: null, shown: 4 };
  if (told.zone) setZone(told.zone);
  takeClock(overview.clock);
  const desk = new Desk(overview.bot, told);
  app.replaceChildren(desk.element);
  await desk.start();
  app.dataset.ready = "true";
}

function speak() {
  document.documentElement.lang = language();
  document.title = t("title");
}

begin();
