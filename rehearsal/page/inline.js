// Inline questions: "@bot words" in the composer asks the bot, and its results are offered.

import * as api from "./api.js";
import { menu } from "./menu.js";

const KINDS = { photo: "A picture", document: "A file" };
const PAUSE = 350; // ms without a key before the bot is asked

/** `choose(queryId, resultId)` posts the result that was picked, `start(payload)` goes to the bot. */
export function inlineMenu(world, { choose, start, fail }) {
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
    asked = (await api.askInline(chat.id, me.id, query)).inline_query_id;
    if (early?.inline_query_id === asked) show(early);
  }

  function show({ results, button, inline_query_id: queryId }) {
    const goal = button?.start_parameter;
    const above = goal ? [{ name: button.text, what: "Opens the chat with the bot", take: () => start(goal) }] : [];
    list.show([...above, ...results.map((result) => ({
      name: result.title ?? result.caption ?? KINDS[result.type] ?? result.type,
      what: result.description ?? "",
      take: () => choose(queryId, result.id),
    }))], "The bot offers nothing for that.");
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
