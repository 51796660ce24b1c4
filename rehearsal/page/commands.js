// The commands that the bot offers to this person in this chat.

import * as api from "./api.js";
import { menu } from "./menu.js";

/** `choose(command)` sends one at once. */
export function commandsMenu(world, choose) {
  const list = menu("commands", "Commands");
  let known = [];
  let asked = 0; // an answer that comes after the list was closed opens nothing

  async function open(prefix, everything = false) {
    const { me, open: chatId } = world;
    if (chatId === null || !me) return;
    if (!list.isOpen || everything) {
      asked += 1;
      const mine = asked;
      known = (await api.commands(chatId, me.id)).commands;
      if (mine !== asked) return;
    }
    const entries = known
      .filter(({ command }) => command.startsWith(prefix))
      .sort((one, other) => (other.command === prefix) - (one.command === prefix))
      .map(({ command, description }) => ({ name: `/${command}`, what: description, take: () => choose(`/${command}`) }));
    list.show(entries, everything ? "The bot offers no commands here." : "");
  }

  function close() {
    asked += 1;
    list.close();
  }

  return { ...list, open, close, get isOpen() { return list.isOpen; } };
}
