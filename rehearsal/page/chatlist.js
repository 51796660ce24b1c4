// The chats at the left: one button each, walked with the arrow keys.

import { arrange, byId, dressAvatar, eachFrame, el } from "./dom.js";
import { lineOf, nameOf, titleOf } from "./world.js";

const MOST = 200; // rows; the rest are found by name
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const CROWD = 100_000; // the crowd's ids lie above
const SECTIONS = ["People", "Groups", "Channels", "The crowd"];

/** Draws the list and keeps it in step with the world; `choose(chatId)` is called on a choice. */
export function drawChats(world, choose) {
  const list = byId("chats-list");
  const find = byId("chats-find");
  const rows = new Map();

  const sections = new Map(SECTIONS.map((heading) => [heading, section(heading)]));
  const nobody = el("p", { class: "empty" }, "No chat has that name.");

  const draw = eachFrame(() => {
    const wanted = find.value.trim().toLowerCase();
    const found = [...world.chats.values()].filter((chat) => titleOf(chat).toLowerCase().includes(wanted));
    const parts = [];
    for (const heading of SECTIONS) {
      const chats = found.filter((chat) => sectionOf(chat) === heading);
      if (chats.length) parts.push(filled(sections.get(heading), chats));
    }
    arrange(list, parts.length ? parts : [nobody]);
  });

  // Nodes are kept from one drawing to the next, so that the focus stays where it is.
  function section(heading) {
    return el("section", {}, el("h2", {}, heading), el("ul", { "aria-label": heading }), el("p", { class: "empty" }));
  }

  function filled(node, chats) {
    arrange(node.querySelector("ul"), chats.slice(0, MOST).map(row));
    const rest = node.querySelector(".empty");
    rest.hidden = chats.length <= MOST;
    put(rest, rest.hidden ? "" : `and ${(chats.length - MOST).toLocaleString("en")} more; find them by name`);
    return node;
  }

  function row(chat) {
    const known = rows.get(chat.id) ?? el("li", {}, button(chat));
    rows.set(chat.id, known);
    fill(known.firstElementChild, chat);
    return known;
  }

  function button(chat) {
    return el("button",
      { type: "button", class: "chat", data: { chatId: chat.id }, "aria-describedby": `chat-line-${chat.id}`, on: { click: () => choose(chat.id) } },
      dressAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), titleOf(chat), chat.id),
      el("span", { class: "words" },
        el("span", { class: "first" }, el("span", { class: "title", dir: "auto" }), el("span", { class: "when" })),
        el("span", { class: "second", id: `chat-line-${chat.id}` },
          el("span", { class: "line", dir: "auto" }), el("span", { class: "unread" })),
        el("span", { class: "kind" })));
  }

  function fill(node, chat) {
    const part = (name) => node.querySelector(`.${name}`);
    const unread = world.unread.get(chat.id) ?? 0;
    node.setAttribute("aria-label", titleOf(chat));
    if (chat.id === world.open) node.setAttribute("aria-current", "page");
    else node.removeAttribute("aria-current");
    put(part("title"), titleOf(chat));
    put(part("when"), chat.last ? TIME.format(chat.last.date * 1000) : "");
    put(part("line"), lastLine(chat, world));
    put(part("unread"), unread ? `${unread} new` : "");
    put(part("kind"), kindOf(chat));
  }

  list.addEventListener("keydown", (event) => walk(event, list, find));
  find.addEventListener("input", draw);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.querySelector(".chat")?.focus();
  });
  world.addEventListener("chats", () => draw());
  return { focus: (chatId) => rows.get(chatId)?.firstElementChild.focus() };
}

function sectionOf(chat) {
  if (chat.type === "channel") return "Channels";
  if (chat.type !== "private") return "Groups";
  return chat.id > CROWD ? "The crowd" : "People";
}

function put(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function lastLine(chat, world) {
  const { last } = chat;
  if (!last) return "Nothing said yet";
  const mine = chat.type !== "private" && last.from && last.from.id !== world.bot.id;
  return `${mine ? `${nameOf(last.from)}: ` : ""}${lineOf(last)}`;
}

export function kindOf(chat) {
  if (chat.type === "channel") return chat.username ? `Channel · @${chat.username}` : "Channel";
  if (chat.type !== "private") return `Group, ${chat.members?.length ?? 0} people`;
  if (chat.person?.deactivated) return "Deleted the account";
  return chat.person?.blocked ? "Blocked the bot" : chat.person?.role ?? "Person";
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function walk(event, list, find) {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const all = [...list.querySelectorAll(".chat")];
  const here = all.indexOf(document.activeElement);
  if (here < 0) return;
  event.preventDefault();
  if (step === -1 && here === 0) find.focus();
  else all[Math.min(Math.max(here + step, 0), all.length - 1)].focus();
}

