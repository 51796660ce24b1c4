// The commands menu above the composer.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

/**
 * A menu that filters by what stands after "/". `choose(command)` sends one at once.
 * `key(event)` takes the keys that belong to the open menu and says whether it did.
 */
export function commandsMenu(world, choose) {
  const node = el("ul", { class: "commands", id: "commands", role: "listbox", "aria-label": "Commands", hidden: true });
  let known = [];
  let shown = [];
  let marked = 0;

  async function open(prefix, everything = false) {
    const { me, open: chatId } = world;
    if (chatId === null || !me) return;
    if (node.hidden || everything) {
      known = (await api.commands(chatId, me.id)).commands;
      if (world.open !== chatId) return;
    }
    shown = known.filter(({ command }) => command.startsWith(prefix));
    marked = 0;
    draw(everything);
  }

  function draw(everything) {
    const empty = everything && !shown.length ? [el("li", { class: "none" }, "The bot offers no commands here.")] : [];
    node.replaceChildren(...empty, ...shown.map((entry, index) =>
      el("li", { role: "option", id: `command-${index}`, "aria-selected": String(index === marked), on: { click: () => take(index) } },
        el("span", { class: "name" }, `/${entry.command}`),
        el("span", { class: "what", dir: "auto" }, entry.description))));
    node.hidden = !node.childElementCount;
    tell();
  }

  function close() {
    node.hidden = true;
    tell();
  }

  function tell() {
    const text = byId("composer-text");
    const active = !node.hidden && shown.length ? `command-${marked}` : null;
    byId("composer-commands")?.setAttribute("aria-expanded", String(!node.hidden));
    if (active) text?.setAttribute("aria-activedescendant", active);
    else text?.removeAttribute("aria-activedescendant");
  }

  function take(index) {
    close();
    choose(`/${shown[index].command}`);
  }

  function move(step) {
    node.children[marked]?.setAttribute("aria-selected", "false");
    marked = (marked + step + shown.length) % shown.length;
    node.children[marked].setAttribute("aria-selected", "true");
    node.children[marked].scrollIntoView({ block: "nearest" });
    tell();
  }

  function key(event) {
    if (node.hidden) return false;
    const moves = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => take(marked), Tab: () => take(marked) };
    const act = event.key === "Escape" ? close : shown.length && !event.shiftKey ? moves[event.key] : null;
    if (!act) return false;
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  return { node, open, close, key, get isOpen() { return !node.hidden; } };
}
