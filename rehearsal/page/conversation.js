// The middle: who it is, what was said, who is typing.

import { blockItem, dayLine, dayOf, inBlocks } from "./bubble.js";
import { arrange, byId, eachFrame, el } from "./dom.js";
import { keepFocus } from "./keyboards.js";
import { lineOf, nameOf, titleOf } from "./world.js";

const SHOWN = 200; // messages; earlier ones on demand
const TYPING = 5000; // ms, as long as Telegram shows a chat action
const DEEDS = {
  typing: "is typing", upload_photo: "sends a photo", upload_document: "sends a file",
  upload_video: "sends a video", record_voice: "records a voice note", upload_voice: "sends a voice note",
};

export function drawConversation(world, actions) {
  const scroll = byId("scroll");
  const list = byId("messages");
  let items = new Map(); // key -> {node, version}
  let drawn = null; // the chat that is on the page
  let most = SHOWN;
  let typingEnds = 0;
  let following = true;
  let lastTop = 0;

  const scene = () => ({
    chat: world.chat, me: world.me, bot: world.bot, actions: { ...actions, show },
    find: (id) => world.messages.get(world.open)?.get(id),
  });

  const draw = () => {
    const chat = world.chat;
    for (const id of ["about", "scroll", "foot"]) byId(id).hidden = chat === null;
    byId("nobody").hidden = chat !== null;
    if (chat === null) return void (drawn = null);
    const changed = drawn !== chat.id;
    if (changed) begin(chat);
    const atEnd = changed || following;
    drawMessages();
    if (atEnd) toEnd(scroll);
    hint();
  };
  const drawSoon = eachFrame(draw);

  function begin(chat) {
    drawn = chat.id;
    most = SHOWN;
    items = new Map();
    list.replaceChildren();
    list.lang = chat.person?.language_code ?? "";
    typingEnds = 0;
    following = true;
    hideTyping();
  }

  function drawMessages() {
    const all = world.shown(world.open);
    const blocks = inBlocks(all.slice(-most));
    const fresh = new Map();
    const nodes = [];
    if (all.length > most) nodes.push(earlier());
    let day = "";
    for (const block of blocks) {
      if (dayOf(block[0]) !== day) nodes.push(keyed(fresh, `day ${(day = dayOf(block[0]))}`, "", () => dayLine(day)));
      nodes.push(keyed(fresh, `block ${block[0].message_id}`, versionOf(block, world), () => blockItem(block, scene())));
    }
    if (!blocks.length && world.messages.has(world.open)) nodes.push(quiet(world, actions));
    items = fresh;
    arrange(list, nodes);
    restoreFocus();
  }

  let restoreFocus = () => {};

  function keyed(fresh, key, version, make) {
    const known = items.get(key);
    if (known?.version === version) {
      fresh.set(key, known);
      return known.node;
    }
    const node = make();
    if (known) remember(known.node, node);
    fresh.set(key, { node, version });
    return node;
  }

  function remember(old, replacement) {
    if (!old.contains(document.activeElement)) return;
    const putBack = keepFocus(old);
    restoreFocus = () => {
      restoreFocus = () => {};
      putBack(replacement.querySelector(".message") ?? replacement);
    };
  }

  function earlier() {
    const more = () => {
      const before = scroll.scrollHeight - scroll.scrollTop;
      most += SHOWN;
      drawMessages();
      scroll.scrollTop = scroll.scrollHeight - before;
    };
    return el("li", { class: "row" }, el("button", { type: "button", class: "plain", on: { click: more } }, "Show earlier ones"));
  }

  function show(messageId) {
    const node = list.querySelector(`[data-message-id="${messageId}"], [data-piece-id="${messageId}"]`)?.closest(".message");
    if (!node) return actions.say("That message is no longer here.");
    node.scrollIntoView({ block: "center" });
    node.focus();
  }

  function hideTyping() {
    byId("typing").hidden = true;
  }

  function showTyping(event) {
    if (event.chat_id !== world.open) return;
    const atEnd = nearEnd(scroll);
    typingEnds = Date.now() + TYPING;
    byId("typing-text").textContent = `${world.bot.first_name} ${DEEDS[event.action] ?? "is busy"}`;
    byId("typing").hidden = false;
    if (atEnd) toEnd(scroll);
    setTimeout(() => Date.now() >= typingEnds && hideTyping(), TYPING + 50);
  }

  function hint() {
    byId("newest").hidden = drawn === null || nearEnd(scroll);
  }

  function announce(message) {
    if (message.chat.id !== world.open || message.from?.id === world.me?.id) return;
    const who = message.from ? nameOf(message.from) : titleOf(world.chat);
    const announcer = byId("announcer");
    announcer.append(el("p", {}, `${who}: ${message.text ?? message.caption ?? lineOf(message)}`));
    while (announcer.childElementCount > 5) announcer.firstElementChild.remove();
  }

  // Whoever was at the end stays there, also when the composer grows or a picture arrives.
  scroll.addEventListener("scroll", () => {
    const wentUp = scroll.scrollTop < lastTop;
    lastTop = scroll.scrollTop;
    following = nearEnd(scroll) || (following && !wentUp);
    hint();
  }, { passive: true });
  const follow = new ResizeObserver(() => {
    if (following) toEnd(scroll);
    hint();
  });
  follow.observe(scroll);
  follow.observe(list);
  scroll.addEventListener("keydown", (event) => walk(event, list, world, actions));
  byId("newest").addEventListener("click", () => toEnd(scroll));
  for (const kind of ["edit", "delete"]) world.addEventListener(kind, drawSoon);
  world.addEventListener("opened", draw);
  world.addEventListener("message", ({ detail }) => {
    if (detail.message.chat.id === world.open && detail.message.from?.id === world.bot.id) hideTyping();
    announce(detail.message);
    drawSoon();
  });
  world.addEventListener("action", ({ detail }) => showTyping(detail));
  return { show };
}

function versionOf(block, world) {
  return JSON.stringify([block, world.chat.type === "private" ? null : world.me?.id]);
}

function quiet(world, actions) {
  const alone = world.chat.type === "private";
  const start = alone && !world.chat.person.blocked
    ? el("button", { type: "button", class: "main", on: { click: () => actions.command("/start") } }, "Start")
    : null;
  return el("li", { class: "row quiet" },
    el("p", {}, alone ? `${world.chat.person.first_name} has not talked to the bot yet.` : "Nothing was said here yet."), start);
}

function nearEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

function toEnd(scroll) {
  scroll.scrollTop = scroll.scrollHeight;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

// Arrows walk from message to message, R replies to the one that has the focus.
function walk(event, list, world, actions) {
  const here = document.activeElement;
  if (event.ctrlKey || event.metaKey || event.altKey || !here.matches("#scroll, .message")) return;
  const all = [...list.querySelectorAll(".message")];
  const index = all.indexOf(here);
  if (event.key.toLowerCase() === "r" && index >= 0) {
    event.preventDefault();
    return actions.reply(world.messages.get(world.open).get(Number(here.dataset.messageId)));
  }
  const step = STEPS[event.key];
  if (step === undefined || !all.length) return;
  event.preventDefault();
  const from = index < 0 ? (step > 0 ? -1 : all.length) : index;
  const next = all[Math.min(Math.max(from + step, 0), all.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
