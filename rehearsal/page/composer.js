// Where the person writes: text, a file, a reply, a command, or one of the bot's suggested replies.

import { attachMenu } from "./attach.js";
import { fileChip, kindOfFile, replyChip, startBar } from "./chips.js";
import { commandsMenu } from "./commands.js";
import { byId, el, icon } from "./dom.js";
import { inlineMenu } from "./inline.js";
import { suggestedReplies } from "./replies.js";
import { nameOf } from "./world.js";


/** Draws the composer into the foot of the conversation. `actions.send(content)` sends. */
export function drawComposer(world, actions) {
  const foot = byId("foot");
  const drafts = new Map(); // chat id -> text
  let file = null;
  let answered = null;
  let starting = null; // the payload of a link that waits for a yes
  let shownFor = null;

  const text = el("textarea", {
    id: "composer-text", rows: "1", placeholder: "Message", autocomplete: "off", enterkeyhint: "send", dir: "auto",
    on: { input: onInput, keydown: onKey, paste: onPaste },
  });
  const menu = commandsMenu(world, (command) => {
    setText("");
    actions.command(command);
    text.focus();
  });
  const offers = inlineMenu(world, {
    fail: actions.fail,
    start: actions.start,
    choose: (queryId, resultId) => {
      setText("");
      actions.chooseInline(queryId, resultId);
      text.focus();
    },
  });
  const clip = attachMenu(world, { ...actions, pickFile: () => picker.click() });
  const picker = el("input", { type: "file", class: "hidden", tabindex: "-1", "aria-hidden": "true", on: { change: () => attach(picker.files[0]) } });
  const above = el("div", { class: "above" });
  const suggested = suggestedReplies(world, actions, { text, reply });
  const writer = el("div", { class: "writer" });
  const form = el("form", { class: "composer", "aria-label": "Composer", on: { submit: onSubmit } },
    menu.node,
    offers.node,
    clip.node,
    el("button", {
      type: "button", class: "round", id: "composer-commands", "aria-label": "Commands", title: "Commands",
      "aria-expanded": "false", "aria-controls": "commands", on: { click: toggleMenu },
    }, icon("slash")),
    el("button", {
      type: "button", class: "round", id: "composer-attach", "aria-label": "Attach", title: "Attach",
      "aria-expanded": "false", "aria-controls": "attach", on: { click: toggleClip },
    }, icon("clip")),
    picker,
    el("label", { class: "hidden", for: "composer-text" }, "Message"),
    text,
    el("button", { type: "submit", class: "round go", "aria-label": "Send", title: "Send" }, icon("send")));
  for (const [list, id] of [[menu, "composer-commands"], [clip, "composer-attach"]]) {
    list.node.addEventListener("toggle", () => byId(id).setAttribute("aria-expanded", String(list.isOpen)));
  }
  const closed = el("div", { class: "closed" });
  foot.append(above, writer, form, suggested.node, closed);

  function onInput() {
    grow();
    const word = /^\/([a-z0-9_]*)$/i.exec(text.value);
    if (word) menu.open(word[1].toLowerCase()).catch(actions.fail);
    else menu.close();
    clip.close();
    offers.read(text.value);
  }

  function onKey(event) {
    if (menu.key(event) || clip.key(event) || offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && (answered || file)) {
      event.stopPropagation();
      answered = file = null;
      drawAbove();
    }
  }

  function onPaste(event) {
    const [pasted] = event.clipboardData.files;
    if (!pasted) return;
    event.preventDefault();
    attach(pasted);
  }

  function toggleMenu() {
    clip.close();
    if (menu.isOpen) return menu.close();
    text.focus();
    menu.open("", true).catch(actions.fail);
  }

  function toggleClip() {
    menu.close();
    if (clip.isOpen) return clip.close();
    text.focus();
    clip.open();
  }

  function attach(chosen) {
    picker.value = "";
    if (!chosen) return;
    file = { chosen, kind: kindOfFile(chosen) };
    drawAbove();
    text.focus();
  }

  async function onSubmit(event) {
    event.preventDefault();
    const words = text.value.trim();
    if (!words && !file) return;
    const content = { text: words, reply_to: answered?.message_id, file: file?.chosen, kind: file?.kind };
    const kept = { words: text.value, file, answered };
    setText("");
    answered = file = null;
    drawAbove();
    if (await actions.send(content)) return;
    setText(kept.words);
    ({ file, answered } = kept);
    drawAbove();
  }

  function setText(words) {
    text.value = words;
    menu.close();
    clip.close();
    offers.read(words);
    grow();
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
  }

  function drawAbove() {
    const drop = (what) => () => {
      if (what === "file") file = null;
      else if (what === "start") starting = null;
      else answered = null;
      drawAbove();
      text.focus();
    };
    above.replaceChildren(...[
      starting === null ? null : startBar(start, drop("start")),
      answered ? replyChip(answered, drop("reply")) : null,
      file ? fileChip(file, drop("file")) : null,
    ].filter(Boolean));
  }

  function reply(message) {
    answered = message;
    drawAbove();
    text.focus();
  }

  function start() {
    const words = `/start ${starting}`.trim();
    starting = null;
    drawAbove();
    text.focus();
    actions.send({ text: words });
  }

  function drawWriter() {
    const chat = world.chat;
    const members = chat.person ? [] : world.members(chat);
    if (!members.length) return writer.replaceChildren();
    const choice = el("select", { on: { change: (event) => world.writeAs(chat.id, Number(event.target.value)) } },
      members.map((person) => el("option", { value: person.id, selected: person.id === world.me.id }, nameOf(person))));
    return writer.replaceChildren(el("label", {}, "Write as ", choice));
  }

  function drawClosed() {
    const { chat, me } = world;
    const reason = whyClosed(chat, me);
    form.hidden = suggested.node.hidden = Boolean(reason);
    closed.hidden = !reason;
    closed.textContent = reason;
  }

  function draw() {
    const chat = world.chat;
    if (!chat) return void (shownFor = null);
    if (shownFor !== chat.id) {
      if (shownFor !== null) drafts.set(shownFor, text.value);
      shownFor = chat.id;
      suggested.forget();
      answered = file = starting = null;
      setText(drafts.get(chat.id) ?? "");
      drawAbove();
    }
    drawWriter();
    suggested.draw();
    drawClosed();
  }

  world.addEventListener("opened", draw);
  for (const kind of ["message", "edit", "delete"]) world.addEventListener(kind, () => world.chat && suggested.draw());
  return {
    focus: () => text.focus(),
    write: (words) => {
      setText(words);
      text.focus();
    },
    reply,
    offerStart: (payload) => {
      starting = payload;
      drawAbove();
      above.querySelector(".main")?.focus();
    },
    attach,
  };
}

function whyClosed(chat, me) {
  if (!me) return "Nobody here can write.";
  if (me.deactivated) return "This account was deleted.";
  if (chat.person?.blocked) return `${me.first_name} has blocked the bot.`;
  const reader = chat.type === "channel" && !chat.administrators?.includes(me.id);
  return reader ? `${me.first_name} only reads here: a channel's administrators write.` : "";
}
