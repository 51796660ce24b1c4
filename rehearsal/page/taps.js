// Taps on buttons and the answers that the bot gives to them.

import * as api from "./api.js";

const PATIENCE = 15000; // ms that a button looks busy when no answer comes

export class Taps {
  #world;
  #answered;
  #waiting = new Map(); // callback query id -> button
  #early = new Map(); // answers that came before the tap's own id was known

  /** `answered(event)` is called with the answer to a tap that was made on this page. */
  constructor(world, answered) {
    this.#world = world;
    this.#answered = answered;
    world.addEventListener("answer", ({ detail }) => this.#take(detail));
  }

  async tap(message, data, node) {
    const { me } = this.#world;
    node.setAttribute("aria-busy", "true");
    try {
      const { callback_query_id: id } = await api.tap(message.chat.id, me.id, message.message_id, data);
      this.#waiting.set(id, node);
      setTimeout(() => this.#rest(id), PATIENCE);
      const early = this.#early.get(id);
      if (early) this.#take(early);
    } catch (error) {
      node.removeAttribute("aria-busy");
      throw error;
    }
  }

  #take(answer) {
    const id = answer.callback_query_id;
    if (!this.#waiting.has(id)) {
      this.#early.set(id, answer);
      setTimeout(() => this.#early.delete(id), PATIENCE);
      return;
    }
    this.#early.delete(id);
    this.#rest(id);
    this.#answered(answer);
  }

  #rest(id) {
    this.#waiting.get(id)?.removeAttribute("aria-busy");
    this.#waiting.delete(id);
  }
}
