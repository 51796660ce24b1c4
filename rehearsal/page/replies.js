// The replies that the bot suggests below the field, and the one that it asks for.

import { confirmDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { replyKeyboard } from "./keyboards.js";

/** `text` is the field, `reply(message)` makes the next words an answer to a message. */
export function suggestedReplies(world, actions, { text, reply }) {
  const node = el("div", { class: "below" });
  let usedUp = 0; // the one-time keyboard that was used
  let forced = 0; // the forced reply that was begun

  function draw() {
    const markup = world.replyMarkup(world.open);
    const keyboard = markup?.keyboard && markup.message_id > usedUp ? markup : null;
    node.replaceChildren(...(keyboard ? [replyKeyboard(keyboard, replyActions)] : []));
    text.placeholder = ((keyboard || markup?.force_reply) && markup.input_field_placeholder) || "Message";
    if (markup?.force_reply && markup.message_id > forced) {
      forced = markup.message_id;
      reply(world.messages.get(world.open).get(forced));
    }
  }

  async function use(markup, act) {
    if (!(await act())) return;
    if (markup.one_time_keyboard) usedUp = markup.message_id;
    draw();
  }

  async function share(title, seen, send) {
    const { first_name: bot } = world.bot;
    return (await confirmDialog(title, [`${bot} will see ${seen}.`], "Share")) && send();
  }

  const replyActions = {
    sendReply: (label, markup) => use(markup, () => actions.send({ text: label })),
    shareContact: (markup) => use(markup, () => share("Share your phone number?", world.me.phone, actions.shareContact)),
    shareLocation: (markup) => use(markup, () => share("Share your place?", "where you are", actions.shareLocation)),
  };

  function forget() {
    usedUp = forced = 0;
  }

  return { node, draw, forget };
}
