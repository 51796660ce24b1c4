// What one message, or one album, looks like.

import { el, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { mediaOf } from "./media.js";
import { lineOf, nameOf, serviceLine } from "./world.js";

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** Messages that belong together: an album, or one message alone. */
export function inBlocks(messages) {
  const blocks = [];
  for (const message of messages) {
    const last = blocks.at(-1);
    if (message.media_group_id && last?.[0].media_group_id === message.media_group_id) last.push(message);
    else blocks.push([message]);
  }
  return blocks;
}

export function dayOf(message) {
  return DAY.format(message.date * 1000);
}

export function dayLine(words) {
  return el("li", { class: "row day" }, el("span", {}, words));
}

/** The list item for a block. `scene` is `{chat, me, bot, find(id), actions}`. */
export function blockItem(block, scene) {
  const [first] = block;
  const service = serviceLine(first);
  if (service) {
    return el("li", { class: "row service", data: { messageId: first.message_id } }, el("span", { dir: "auto" }, service));
  }
  const mine = isMine(first, scene);
  return el("li", { class: `row ${mine ? "mine" : "theirs"}` }, messageNode(block, mine, scene));
}

function isMine(message, { chat, me, bot }) {
  if (!message.from) return false;
  return chat.type === "private" ? message.from.id !== bot.id : message.from.id === me?.id;
}

function messageNode(block, mine, scene) {
  const [first] = block;
  const { actions } = scene;
  const bubble = el("div", { class: "bubble" },
    senderOf(first, mine, scene),
    first.forward_origin ? el("p", { class: "origin" }, `Forwarded from ${originOf(first.forward_origin)}`) : null,
    quoteOf(first, scene),
    block.length > 1 ? album(block, actions) : mediaOf(first, actions),
    textOf(block, actions),
    metaOf(first));
  bubble.classList.toggle("bare", !bubble.querySelector(".text") && Boolean(bubble.querySelector(".picture, .film")));
  return el("article",
    { class: "message", tabindex: "-1", data: { messageId: first.message_id }, "aria-label": labelOf(first, scene) },
    bubble, replyButton(first, actions), inlineKeyboard(first, actions));
}

function labelOf(message, scene) {
  return `${speaker(message, scene)}, ${TIME.format(message.date * 1000)}`;
}

function speaker(message, { chat }) {
  return message.from ? nameOf(message.from) : message.sender_chat?.title ?? chat.title;
}

function senderOf(message, mine, scene) {
  if (mine || scene.chat.type === "private") return null;
  const id = message.from?.id ?? message.sender_chat?.id ?? scene.chat.id;
  const by = message.author_signature ? `, ${message.author_signature}` : "";
  return el("p", { class: "sender", data: { tone: String(Math.abs(id) % 7) }, dir: "auto" }, `${speaker(message, scene)}${by}`);
}

function originOf(origin) {
  if (origin.sender_user) return nameOf(origin.sender_user);
  return origin.sender_user_name ?? origin.chat?.title ?? origin.sender_chat?.title ?? "someone";
}

function quoteOf(message, { find, actions }) {
  const answered = message.reply_to_message;
  if (!answered) return null;
  const now = find(answered.message_id) ?? answered;
  const words = message.quote?.text ?? lineOf(now);
  return el("button",
    { type: "button", class: "quoted", on: { click: () => actions.show(answered.message_id) } },
    el("span", { class: "hidden" }, "In reply to "),
    el("strong", { dir: "auto" }, now.from ? nameOf(now.from) : now.sender_chat?.title ?? ""),
    el("span", { dir: "auto" }, words));
}

function album(block, actions) {
  const pictures = block.every((message) => message.photo || message.video);
  return el("div", { class: `album${pictures ? " pictures" : ""}`, data: { count: String(block.length) } },
    block.map((message) => el("div", { class: "piece", data: { pieceId: message.message_id } }, mediaOf(message, actions))));
}

function textOf(block, actions) {
  const message = block.find((one) => one.text ?? one.caption) ?? block[0];
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.text === undefined ? message.caption_entities : message.entities;
  return el("div", { class: "text", dir: "auto" }, formatted(text, entities, actions));
}

function replyButton(message, actions) {
  return el("button", { type: "button", class: "answer", on: { click: () => actions.reply(message) } },
    icon("reply"), el("span", {}, "Reply"));
}

function metaOf(message) {
  const time = new Date(message.date * 1000);
  return el("p", { class: "meta" },
    message.via_bot ? el("span", {}, `via @${message.via_bot.username}`) : null,
    message.edit_date ? el("span", { class: "edited" }, "edited") : null,
    el("time", { datetime: time.toISOString(), title: time.toISOString() }, TIME.format(time)));
}
