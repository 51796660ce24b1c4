// Keyboards under a message and below the composer.

import { el, icon } from "./dom.js";

/** The inline keyboard of a message, or null. */
export function inlineKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" },
    rows.map((row) => el("div", { class: "keys" }, row.map((key) => inlineKey(key, message, actions)))));
}

function inlineKey(key, message, actions) {
  const [sign, act] = meaning(key, message, actions);
  const press = (event) => act(event.currentTarget);
  return el("button", { type: "button", class: "key", data: { label: key.text }, on: { click: press } },
    el("span", { dir: "auto" }, key.text), sign ? icon(sign) : null);
}

function meaning(key, message, actions) {
  if (key.callback_data !== undefined) return [null, (node) => actions.tap(message, key.callback_data, node)];
  if (key.url) return ["out", () => actions.follow(key.url, true)];
  if (key.copy_text) return ["copy", () => actions.copy(key.copy_text.text)];
  if (key.switch_inline_query_current_chat !== undefined) {
    return ["share", () => actions.inlineHere(key.switch_inline_query_current_chat)];
  }
  const elsewhere = key.switch_inline_query ?? key.switch_inline_query_chosen_chat?.query;
  if (elsewhere !== undefined) return ["share", () => actions.inlineElsewhere(elsewhere)];
  if (key.web_app) return ["out", () => actions.follow(key.web_app.url, true)];
  return [null, () => actions.say("The rehearsal does not know this kind of button.")];
}

/** The keyboard that stands below the composer. */
export function replyKeyboard(markup, actions) {
  return el("div", { class: "reply-keyboard", role: "group", "aria-label": "Suggested replies" },
    markup.keyboard.map((row) =>
      el("div", { class: "keys" }, row.map((key) => replyKey(key, markup, actions)))));
}

function replyKey(key, markup, actions) {
  const label = typeof key === "string" ? key : key.text;
  const press = () => {
    if (key.request_contact) actions.shareContact(markup);
    else if (key.request_location) actions.shareLocation(markup);
    else actions.sendReply(label, markup);
  };
  return el("button", { type: "button", class: "key", on: { click: press } }, el("span", { dir: "auto" }, label));
}

/** Remembers which key has the focus in `node`; the answer puts it back into what replaces it. */
export function keepFocus(node) {
  const focused = document.activeElement;
  if (!node.contains(focused)) return () => {};
  const keys = [...node.querySelectorAll(".key")];
  const index = keys.indexOf(focused);
  const label = focused.dataset.label;
  return (replacement) => {
    if (index < 0) return replacement.focus();
    const fresh = [...replacement.querySelectorAll(".key")];
    const same = fresh.find((key) => key.dataset.label === label);
    return (same ?? fresh[Math.min(index, fresh.length - 1)] ?? replacement).focus();
  };
}
