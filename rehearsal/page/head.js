// Above the conversation: who it is, whether the bot may write there, and what there is to know.

import * as api from "./api.js";
import { kindOf } from "./chatlist.js";
import { confirmDialog, detailsDialog } from "./dialogs.js";
import { byId, dressAvatar } from "./dom.js";
import { nameOf, titleOf } from "./world.js";

const OUTSIDE = ["left", "kicked"];

export function drawHead(world, fail) {
  function draw() {
    const { chat } = world;
    if (!chat) return;
    const title = titleOf(chat);
    byId("about-title").textContent = title;
    byId("about-line").textContent = chat.person ? `${kindOf(chat)} · talks to ${world.bot.first_name}` : kindOf(chat);
    dressAvatar(byId("about-avatar"), title, chat.id);
    const block = byId("block");
    block.hidden = Boolean(chat.person?.deactivated);
    block.textContent = blockWords(chat);
    document.title = `${title} · Rehearsal`;
  }

  async function block() {
    const { chat, me } = world;
    if (chat.person) return world.changePerson(await api.setBlocked(chat.id, !chat.person.blocked));
    const inside = chat.type === "channel" ? "administrator" : "member";
    return world.addChat(await api.setBotStatus(chat.id, me.id, isOutside(chat) ? inside : "left"));
  }

  async function tell() {
    const { chat } = world;
    const more = chat.person?.deactivated ? [] : [[blockWords(chat), () => block]];
    if (chat.person && more.length) more.push(["Delete the account", () => () => deleteAccount(chat.person)]);
    const act = await detailsDialog(titleOf(chat), factsOf(chat, world), more);
    await act?.();
  }

  async function deleteAccount(person) {
    const lines = ["As on Telegram, this cannot be undone. The bot hears of it when it writes next."];
    if (await confirmDialog(`Delete the account of ${nameOf(person)}?`, lines, "Delete")) {
      world.changePerson(await api.deleteAccount(person.id));
    }
  }

  byId("block").addEventListener("click", () => block().catch(fail));
  byId("about-more").addEventListener("click", () => tell().catch(fail));
  world.addEventListener("opened", draw);
}

function blockWords(chat) {
  if (chat.person) return chat.person.blocked ? "Unblock the bot" : "Block the bot";
  return isOutside(chat) ? "Let the bot in" : "Put the bot out";
}

function isOutside(chat) {
  return OUTSIDE.includes(chat.bot);
}

function factsOf(chat, world) {
  const { person } = chat;
  if (!person) {
    const name = chat.username ? [["Name", `@${chat.username}`]] : [];
    const owners = world.members(chat).filter(({ id }) => chat.administrators?.includes(id)).map(nameOf);
    return [["Number", String(chat.id)], ...name, ["The bot is", chat.bot], ["Run by", owners.join(", ")]];
  }
  if (person.deactivated) return [["Number", String(person.id)], ["Account", "deleted"]];
  const name = person.username ? [["Name", `@${person.username}`]] : [];
  return [["Number", String(person.id)], ...name, ["Phone", person.phone], ["Reads", person.language_code]];
}
