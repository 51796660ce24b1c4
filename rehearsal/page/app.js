// Puts the page together.

import * as api from "./api.js";
import { drawChats } from "./chatlist.js";
import { drawComposer } from "./composer.js";
import { drawConversation } from "./conversation.js";
import { drawHead } from "./head.js";
import { alertDialog, confirmDialog, enlarge, paperDialog, pickChat, toast } from "./dialogs.js";
import { byId } from "./dom.js";
import { listen } from "./events.js";
import { drawExchanges } from "./exchanges.js";
import { readAddress } from "./links.js";
import { drawPanels } from "./panels.js";
import { Taps } from "./taps.js";
import { drawTools } from "./tools.js";
import { World } from "./world.js";

const PLACE = { latitude: 19.43261, longitude: -99.13321 }; // the Zócalo of Mexico City

const world = new World();
const taps = new Taps(world, answered);

const actions = {
  fail,
  say: toast,
  enlarge,
  tap: (message, data, node) => taps.tap(message, data, node).catch(fail),
  command: (command) => actions.send({ text: addressed(command) }),
  reply: (message) => composer.reply(message),
  follow,
  copy,
  send: (content) => send(content).then(() => true, fail),
  read: (file) => api.fileText(file.file_id).then((words) => paperDialog(file.file_name, words)).catch(fail),
  start: (payload) => follow(`https://t.me/${world.bot.username}?start=${payload}`, false),
  chooseInline: (queryId, resultId) => api.chooseInline(world.open, world.me.id, queryId, resultId).catch(fail),
  shareContact: (whose) => api.shareContact(world.open, world.me.id, whose).then(() => true, fail),
  shareLocation: () => api.send(world.open, { from: world.me.id, location: PLACE }).then(() => true, fail),
  inlineHere: (query) => composer.write(`@${world.bot.username} ${query}`),
  inlineElsewhere: (query) => writeElsewhere("In which chat?", `@${world.bot.username} ${query}`),
};

const panels = drawPanels(world, () => chatButtons.focus(world.open));
const chatButtons = drawChats(world, (chatId) => panels.go(chatId));
drawHead(world, fail);
drawConversation(world, actions);
const composer = drawComposer(world, actions);
const exchanges = drawExchanges(world);
drawTools(world, (person) => meet(person), fail);

function fail(error) {
  if (!(error instanceof api.Refused)) throw error;
  toast(error.message);
  return false;
}

async function send({ text, entities, reply_to, file, kind }) {
  const { open, me } = world;
  if (!file) return api.send(open, { from: me.id, text, entities, reply_to });
  const form = new FormData();
  for (const [name, value] of Object.entries({ from: me.id, caption: text, kind, reply_to })) {
    if (value) form.set(name, value);
  }
  form.set("file", file, file.name);
  return api.send(open, form);
}

// In a group a command says which bot it is for.
function addressed(command) {
  return world.chat.person || command.includes("@") ? command : `${command}@${world.bot.username}`;
}

async function meet(person) {
  if (!world.chats.has(person.id)) await world.load();
  panels.go(person.id);
}

function answered({ text, show_alert, url }) {
  if (url) follow(url, false);
  if (!text) return;
  if (show_alert) alertDialog(text);
  else toast(text);
}

async function follow(address, ask) {
  const goal = readAddress(address, world.bot.username);
  if (!goal) return toast("That is no address the rehearsal can open.");
  if (goal.kind === "out") return leave(goal.address, ask);
  if (goal.kind === "share") return writeElsewhere("In which chat?", goal.text);
  const { me } = world;
  if (!me) return null;
  await panels.go(me.id);
  return goal.kind === "start" ? composer.offerStart(goal.payload) : composer.focus();
}

async function leave(address, ask) {
  if (ask && !(await confirmDialog("Open this link?", [address], "Open"))) return;
  window.open(address, "_blank", "noopener,noreferrer");
}

async function writeElsewhere(title, words) {
  const { me } = world;
  const chatId = await pickChat(title, world.chatsOf(me));
  if (chatId === null) return;
  world.writeAs(chatId, me.id);
  await panels.go(chatId);
  composer.write(words);
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast(`Copied: ${words}`);
  } catch {
    alertDialog(words);
  }
}

let opened = false;

async function begin() {
  await world.load();
  await exchanges.load();
  if (!opened) await panels.arrive();
  opened = true;
}

listen((event) => world.take(event), (live) => {
  byId("live").textContent = live ? "Live" : "Reconnecting";
  byId("live").classList.toggle("off", !live);
  if (live) begin().catch(fail);
});
