// A list above the composer from which arrows, Enter or a click choose.

import { byId, el } from "./dom.js";

/**
 * `show(entries, none)` offers `{name, what, take}` entries, or says `none` when there are none.
 * `key(event)` takes the keys that belong to the open list and says whether it did.
 */
export function menu(id, label) {
  const node = el("ul", { class: "menu", id, role: "listbox", "aria-label": label, hidden: true });
  let entries = [];
  let marked = 0;

  function show(offered, none = "") {
    entries = offered;
    marked = 0;
    const empty = none && !entries.length ? [el("li", { class: "none" }, none)] : [];
    node.replaceChildren(...empty, ...entries.map((entry, index) =>
      el("li", { role: "option", id: `${id}-${index}`, "aria-selected": String(index === marked), on: { click: () => take(index) } },
        el("span", { class: "name", dir: "auto" }, entry.name),
        el("span", { class: "what", dir: "auto" }, entry.what))));
    node.hidden = !node.childElementCount;
    tell();
  }

  function close() {
    if (node.hidden) return;
    node.hidden = true;
    tell();
  }

  function tell() {
    const text = byId("composer-text");
    if (!node.hidden && entries.length) text.setAttribute("aria-activedescendant", `${id}-${marked}`);
    else text.removeAttribute("aria-activedescendant");
    node.dispatchEvent(new Event("toggle"));
  }

  function take(index) {
    close();
    entries[index].take();
  }

  function move(step) {
    node.children[marked].setAttribute("aria-selected", "false");
    marked = (marked + step + entries.length) % entries.length;
    node.children[marked].setAttribute("aria-selected", "true");
    node.children[marked].scrollIntoView({ block: "nearest" });
    tell();
  }

  function key(event) {
    if (node.hidden) return false;
    const moves = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => take(marked), Tab: () => take(marked) };
    const act = event.key === "Escape" ? close : entries.length && !event.shiftKey ? moves[event.key] : null;
    if (!act) return false;
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  }

  return { node, show, close, key, get isOpen() { return !node.hidden; } };
}
