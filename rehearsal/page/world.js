// What the page knows: chats, people, messages, the clock. Views listen; only this module changes it.

import * as api from "./api.js";

export class World extends EventTarget {
  bot = null;
  chats = new Map();
  messages = new Map(); // chat id -> Map(message id -> message), only for chats that were opened
  unread = new Map();
  writers = new Map(); // chat id -> who writes there
  open = null;
  #missed = new Set(); // lists of events that came while an answer was on its way
  #clock = { at: Date.now(), now: Date.now(), ahead: 0 };

  /** Fetches everything that is shown; called at the start and after a break. */
  async load() {
    await this.loadChats();
    this.messages.clear();
    if (this.open !== null) await this.#loadMessages(this.open);
    this.#tell("opened");
  }

  async loadChats() {
    await this.#fetch(api.chats, (state) => {
      this.bot = state.bot;
      this.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
      this.#setClock(state.clock);
    });
    this.#tell("chats");
  }

  get chat() {
    return this.chats.get(this.open) ?? null;
  }

  get people() {
    return [...this.chats.values()].flatMap((chat) => chat.person ?? []);
  }

  /** Who is meant by "I" in the open chat: the person of a private chat, the chosen one elsewhere. */
  get me() {
    const chat = this.chat;
    if (chat === null) return null;
    if (chat.person) return chat.person;
    const members = this.members(chat);
    const chosen = members.find(({ id }) => id === this.writers.get(chat.id));
    const owner = chat.type === "channel" ? members.find(({ id }) => chat.administrators?.includes(id)) : null;
    return chosen ?? owner ?? members[0] ?? null;
  }

  members(chat) {
    const ids = new Set(chat.members ?? []);
    return this.people.filter((person) => ids.has(person.id));
  }

  /** The chats that a person is in. */
  chatsOf(person) {
    return [...this.chats.values()].filter((chat) => chat.members?.includes(person.id));
  }

  now() {
    return new Date(this.#clock.now + Date.now() - this.#clock.at);
  }

  get aheadSeconds() {
    return this.#clock.ahead;
  }

  shown(chatId) {
    return [...(this.messages.get(chatId)?.values() ?? [])].sort(
      (one, other) => one.message_id - other.message_id,
    );
  }

  /** The reply keyboard or the forced reply that stands in a chat now, or null. */
  replyMarkup(chatId) {
    let spoken = false; // what was said since, answered whatever asked to be
    for (const message of this.shown(chatId).reverse()) {
      const markup = message.reply_markup;
      if (markup?.keyboard || (markup?.force_reply && !spoken)) return { ...markup, message_id: message.message_id };
      if (markup?.remove_keyboard) return null;
      spoken ||= !this.#fromBot(message);
    }
    return null;
  }

  async select(chatId) {
    if (chatId !== null && !this.chats.has(chatId)) chatId = null;
    this.open = chatId;
    this.unread.delete(chatId);
    this.#tell("opened"); // at once, so that nothing is typed into the chat that was left
    this.#tell("chats");
    if (chatId === null || this.messages.has(chatId)) return;
    await this.#loadMessages(chatId);
    if (this.open === chatId) this.#tell("opened");
  }

  writeAs(chatId, personId) {
    this.writers.set(chatId, personId);
    this.#tell("opened");
  }

  /** Takes in one event of the stream. */
  take(event) {
    for (const missed of this.#missed) missed.push(event);
    this.#apply(event);
    this.#tell(event.kind, event);
  }

  #apply(event) {
    const kinds = {
      message: () => this.#keep(event.message, true),
      edit: () => this.#keep(event.message, false),
      delete: () => this.#drop(event.chat_id, event.message_id),
      chat: () => this.addChat(event.chat),
      clock: () => this.#setClock(event.clock),
    };
    kinds[event.kind]?.();
  }

  addChat(chat) {
    this.chats.set(chat.id, { ...this.chats.get(chat.id), ...chat });
    this.#tell("chats");
    if (chat.id === this.open) this.#tell("opened");
  }

  changePerson(person) {
    const chat = this.chats.get(person.id);
    if (chat) this.addChat({ ...chat, person: { ...chat.person, ...person } });
  }

  async #loadMessages(chatId) {
    await this.#fetch(() => api.messages(chatId), ({ messages }) => {
      this.messages.set(chatId, new Map(messages.map((message) => [message.message_id, message])));
    });
  }

  // The answer may be older than events that came before it, so those are applied again.
  async #fetch(ask, keep) {
    const missed = [];
    this.#missed.add(missed);
    try {
      keep(await ask());
    } finally {
      this.#missed.delete(missed);
    }
    for (const event of missed) this.#apply(event);
  }

  #keep(message, isNew) {
    const chat = this.chats.get(message.chat.id);
    if (!chat) return;
    const seen = chat.last?.message_id ?? 0;
    if (isNew && message.message_id > seen && chat.id !== this.open && this.#fromBot(message)) {
      this.unread.set(chat.id, (this.unread.get(chat.id) ?? 0) + 1);
    }
    if (message.message_id >= seen) chat.last = message;
    this.messages.get(chat.id)?.set(message.message_id, message);
    this.#tell("chats");
  }

  #drop(chatId, messageId) {
    const kept = this.messages.get(chatId);
    kept?.delete(messageId);
    const chat = this.chats.get(chatId);
    if (chat?.last?.message_id === messageId) chat.last = kept ? this.shown(chatId).at(-1) ?? null : null;
    this.#tell("chats");
  }

  #fromBot(message) {
    return !message.from || message.from.id === this.bot.id;
  }

  #setClock(clock) {
    this.#clock = { at: Date.now(), now: Date.parse(clock.now), ahead: clock.ahead_seconds };
    this.#tell("clock-set");
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

export function nameOf(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ") || "Deleted account";
}

export function titleOf(chat) {
  return chat.title || (chat.person ? nameOf(chat.person) : `Chat ${chat.id}`);
}

/** One line that stands for a message where there is no room for it. */
export function lineOf(message) {
  if (!message) return "";
  const words = message.text ?? message.caption ?? message.poll?.question;
  if (words) return words.replace(/\s+/g, " ").slice(0, 160);
  const kind = Object.keys(NOUNS).find((name) => name in message);
  return kind ? NOUNS[kind] : serviceLine(message) ?? "Message";
}

/** What a service message says, or null for all others. */
export function serviceLine(message) {
  const actor = message.from ? nameOf(message.from) : "The channel";
  const names = (users) => users.map(nameOf).join(", ");
  if (message.new_chat_members) return `${names(message.new_chat_members)} joined`;
  if (message.left_chat_member) return `${nameOf(message.left_chat_member)} left`;
  if (message.new_chat_title) return `${actor} named the chat “${message.new_chat_title}”`;
  if (message.pinned_message) return `${actor} pinned a message`;
  if (message.group_chat_created) return `${actor} made the group`;
  if (message.migrate_to_chat_id) return "The group became a supergroup";
  return null;
}

const NOUNS = {
  photo: "Photo", animation: "Animation", video: "Video", voice: "Voice note", audio: "Audio",
  document: "File", sticker: "Sticker", location: "Place", contact: "Contact",
};
