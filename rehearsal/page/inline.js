// Inline questions: "@bot words" in the composer asks the bot, and its results are offered.

import * as api from "./api.js";
import { menu } from "./menu.js";

const PAUSE = 350; // ms without a key before the bot is asked

/** `choose(result)` sends the result that was picked. */
export function inlineMenu(world, choose, fail) {
  const list = menu("inline", "What the bot offers");
  let waiting = null;
  let asked = null; // the id of the question that an answer is awaited to
  let early = null;

  function read(words) {
    clearTimeout(waiting);
    asked = early = null;
    const [first, query] = split(words);
    if (first.toLowerCase() !== `@${world.bot.username}`.toLowerCase() || query === null) return list.close();
    waiting = setTimeout(() => ask(query).catch(fail), PAUSE);
  }

  async function ask(query) {
    const { me, chat } = world;
    const { blocked, role, ...user } = me;
    const { update } = await api.update(chat.id, {
      inline_query: { from: { is_bot: false, ...user }, query, offset: "", chat_type: chat.type === "private" ? "sender" : chat.type },
    });
    if (!update) return;
    asked = update.inline_query.id;
    if (early?.inline_query_id === asked) show(early);
  }

  function show({ results }) {
    list.show(results.map((result) => ({
      name: result.title ?? result.type, what: result.description ?? "", take: () => choose(result),
    })), "The bot offers nothing for that.");
  }

  world.addEventListener("inline", ({ detail }) => {
    if (detail.inline_query_id === asked) show(detail);
    else early = detail;
  });
  return { ...list, read, get isOpen() { return list.isOpen; } };
}

function split(words) {
  const space = words.search(/\s/);
  return space < 0 ? [words, null] : [words.slice(0, space), words.slice(space + 1)];
}
