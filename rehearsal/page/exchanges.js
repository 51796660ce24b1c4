// The log at the right: each call of the bot, each update it got, with what was asked and answered.

import * as api from "./api.js";
import { byId, eachFrame, el } from "./dom.js";
import { titleOf } from "./world.js";

const KEPT = 300;
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DIRECTIONS = { call: ["→", "The bot calls"], update: ["←", "The bot gets"], file: ["↓", "The bot fetches"] };

export function drawExchanges(world) {
  const list = byId("exchanges");
  const chat = byId("log-chat");
  const pause = byId("log-pause");
  let kept = [];
  let fresh = [];
  let paused = false;

  const wanted = (exchange) => {
    if (chat.value === "all" || chat.value === "") return true;
    if (chat.value === "failed") return failed(exchange);
    const id = chat.value === "open" ? world.open : Number(chat.value);
    return exchange.chat_id === id;
  };

  const drawFresh = eachFrame(() => {
    if (paused) return void (pause.textContent = fresh.length ? `Go on (${fresh.length} new)` : "Go on");
    const rows = fresh.filter(wanted).map((exchange) => row(exchange, world));
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    kept = [...kept, ...fresh].slice(-KEPT);
    fresh = [];
    list.append(...rows);
    while (list.childElementCount > KEPT) list.firstElementChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
    tellEmpty();
  });

  function drawAll() {
    list.replaceChildren(...kept.filter(wanted).map((exchange) => row(exchange, world)));
    list.scrollTop = list.scrollHeight;
    tellEmpty();
  }

  function tellEmpty() {
    list.hidden = !list.childElementCount;
    byId("log-empty").hidden = !list.hidden;
  }

  function drawChoices() {
    const before = chat.value || "all";
    const named = [...world.chats.values()].slice(0, 40);
    chat.replaceChildren(
      ...[["all", "everything"], ["open", "the open chat"], ["failed", "what failed"]].map(([value, words]) => el("option", { value }, words)),
      ...named.map((one) => el("option", { value: one.id }, titleOf(one))));
    chat.value = before;
    if (!chat.value) chat.value = "all";
  }

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    drawFresh();
  });
  byId("log-clear").addEventListener("click", () => {
    kept = [];
    fresh = [];
    drawAll();
    drawFresh();
  });
  chat.addEventListener("change", drawAll);
  world.addEventListener("opened", () => chat.value === "open" && drawAll());
  const choicesSoon = eachFrame(drawChoices);
  let counted = -1;
  world.addEventListener("chats", () => {
    if (counted === world.chats.size) return;
    counted = world.chats.size;
    choicesSoon();
  });
  world.addEventListener("exchange", ({ detail }) => {
    fresh = [...fresh.slice(1 - KEPT), detail.exchange];
    drawFresh();
  });

  return {
    async load() {
      const known = (await api.exchanges(0)).exchanges.slice(-KEPT);
      const last = known.at(-1)?.n ?? 0;
      kept = known;
      fresh = fresh.filter((exchange) => exchange.n > last);
      drawAll();
    },
  };
}

function failed(exchange) {
  return exchange.status >= 400 || exchange.status === 0;
}

function row(exchange, world) {
  const [arrow, words] = DIRECTIONS[exchange.direction] ?? ["·", ""];
  const chat = world.chats.get(exchange.chat_id);
  const where = chat ? titleOf(chat) : exchange.chat_id ?? "";
  const body = el("div", { class: "body" });
  const details = el("details", {},
    el("summary", {},
      el("span", { class: "arrow", title: words, "aria-hidden": "true" }, arrow),
      el("span", { class: "hidden" }, words),
      el("span", { class: "method" }, exchange.method ?? ""),
      el("span", { class: `status${failed(exchange) ? " bad" : ""}` }, exchange.direction !== "update" && exchange.status ? String(exchange.status) : ""),
      el("span", { class: "where", dir: "auto" }, String(where)),
      el("span", { class: "took" }, [tookOf(exchange), TIME.format(Date.parse(exchange.at))].filter(Boolean).join(" · "))),
    body);
  details.addEventListener("toggle", () => {
    if (details.open && !body.childElementCount) body.append(...parts(exchange));
  });
  return el("li", { class: exchange.direction }, details);
}

function tookOf({ took_ms: took, direction }) {
  if (direction === "update" || took === null || took === undefined) return "";
  return `${took < 10 ? took.toFixed(1) : Math.round(took)} ms`;
}

function parts(exchange) {
  return [["Asked", exchange.params], ["Answered", exchange.answer]]
    .filter(([, value]) => value !== null && value !== undefined && JSON.stringify(value) !== "{}")
    .flatMap(([title, value]) => [
      el("h3", {}, title),
      el("pre", { tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2)),
    ]);
}
