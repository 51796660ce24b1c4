// Where the person writes: text, a file, a reply, a command, or one of the bot's suggested replies.

import { commandsMenu } from "./commands.js";
import { byId, el, icon } from "./dom.js";
import { inlineMenu } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { sizeOf } from "./media.js";
import { lineOf, nameOf } from "./world.js";

const KINDS = [["photo", "as a photo"], ["document", "as a file"], ["video", "as a video"], ["voice", "as a voice note"]];

/** Draws the composer into the foot of the conversation. `actions.send(content)` sends. */
export function drawComposer(world, actions) {
  const foot = byId("foot");
  const drafts = new Map(); // chat id -> text
  let file = null;
  let answered = null;
  let starting = null; // the payload of a link that waits for a yes
  let usedUp = 0; // the one-time keyboard that was used
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
  const offers = inlineMenu(world, sendResult, actions.fail);
  const picker = el("input", { type: "file", class: "hidden", tabindex: "-1", "aria-hidden": "true", on: { change: () => attach(picker.files[0]) } });
  const above = el("div", { class: "above" });
  const below = el("div", { class: "below" });
  const writer = el("div", { class: "writer" });
  const form = el("form", { class: "composer", "aria-label": "Composer", on: { submit: onSubmit } },
    menu.node,
    offers.node,
    el("button", {
      type: "button", class: "round", id: "composer-commands", "aria-label": "Commands", title: "Commands",
      "aria-expanded": "false", "aria-controls": "commands", on: { click: toggleMenu },
    }, icon("slash")),
    el("button", { type: "button", class: "round", "aria-label": "Attach a file", title: "Attach a file", on: { click: () => picker.click() } }, icon("clip")),
    picker,
    el("label", { class: "hidden", for: "composer-text" }, "Message"),
    text,
    el("button", { type: "submit", class: "round go", "aria-label": "Send", title: "Send" }, icon("send")));
  menu.node.addEventListener("toggle", () => {
    byId("composer-commands").setAttribute("aria-expanded", String(menu.isOpen));
  });
  const closed = el("div", { class: "closed" });
  foot.append(above, writer, form, below, closed);

  function onInput() {
    grow();
    const word = /^\/([a-z0-9_]*)$/i.exec(text.value);
    if (word) menu.open(word[1].toLowerCase()).catch(actions.fail);
    else menu.close();
    offers.read(text.value);
  }

  function sendResult({ input_message_content: said }) {
    setText("");
    actions.send({ text: said.message_text, entities: said.entities });
    text.focus();
  }

  function onKey(event) {
    if (menu.key(event) || offers.key(event)) return;
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
    if (menu.isOpen) return menu.close();
    text.focus();
    menu.open("", true).catch(actions.fail);
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

  function drawBelow() {
    const markup = world.replyKeyboard(world.open);
    const shown = markup && markup.message_id > usedUp;
    below.replaceChildren(...(shown ? [replyKeyboard(markup, replyActions)] : []));
    text.placeholder = (shown && markup.input_field_placeholder) || "Message";
  }

  const used = (markup) => {
    if (markup.one_time_keyboard) usedUp = markup.message_id;
    drawBelow();
  };
  const replyActions = {
    sendReply: (label, markup) => actions.send({ text: label }).then(() => used(markup)),
    shareContact: (markup) => actions.shareContact().then(() => used(markup)),
    shareLocation: (markup) => actions.shareLocation().then(() => used(markup)),
  };

  function drawClosed() {
    const { chat, me } = world;
    const reason = chat.person?.blocked ? `${chat.person.first_name} has blocked the bot.` : me ? "" : "Nobody here can write.";
    form.hidden = below.hidden = Boolean(reason);
    closed.hidden = !reason;
    closed.textContent = reason;
  }

  function draw() {
    const chat = world.chat;
    if (!chat) return void (shownFor = null);
    if (shownFor !== chat.id) {
      if (shownFor !== null) drafts.set(shownFor, text.value);
      shownFor = chat.id;
      usedUp = 0;
      answered = file = starting = null;
      setText(drafts.get(chat.id) ?? "");
      drawAbove();
    }
    drawWriter();
    drawBelow();
    drawClosed();
  }

  world.addEventListener("opened", draw);
  for (const kind of ["message", "edit", "delete"]) world.addEventListener(kind, () => world.chat && drawBelow());
  return {
    focus: () => text.focus(),
    write: (words) => {
      setText(words);
      text.focus();
    },
    reply: (message) => {
      answered = message;
      drawAbove();
      text.focus();
    },
    offerStart: (payload) => {
      starting = payload;
      drawAbove();
      above.querySelector(".main")?.focus();
    },
    attach,
  };
}

function startBar(start, drop) {
  return el("div", { class: "chip start" },
    el("span", { class: "words" }, el("span", {}, "The link starts the bot.")),
    el("button", { type: "button", class: "main", on: { click: start } }, "Start"),
    el("button", { type: "button", class: "round", "aria-label": "Do not start", on: { click: drop } }, icon("close")));
}

function kindOfFile(file) {
  if (/^image\/(jpeg|png|webp)$/.test(file.type)) return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type === "audio/ogg" ? "voice" : "document";
}

function replyChip(message, drop) {
  return el("div", { class: "chip" }, icon("reply"),
    el("span", { class: "words" }, el("strong", {}, message.from ? nameOf(message.from) : "Reply"), el("span", { dir: "auto" }, lineOf(message))),
    el("button", { type: "button", class: "round", "aria-label": "Do not reply", on: { click: drop } }, icon("close")));
}

function fileChip(file, drop) {
  const choice = el("select", { "aria-label": "How the file goes", on: { change: (event) => (file.kind = event.target.value) } },
    KINDS.map(([kind, words]) => el("option", { value: kind, selected: kind === file.kind }, words)));
  return el("div", { class: "chip" }, icon("file"),
    el("span", { class: "words" }, el("strong", {}, file.chosen.name), el("span", {}, sizeOf(file.chosen.size))),
    choice,
    el("button", { type: "button", class: "round", "aria-label": "Remove the file", on: { click: drop } }, icon("close")));
}
