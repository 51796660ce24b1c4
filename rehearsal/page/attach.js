// What can be sent besides words: a file, a contact, a place.

import { formDialog } from "./dialogs.js";
import { menu } from "./menu.js";
import { nameOf } from "./world.js";

const OFFERED = 100; // people whose contact can be picked

/** `actions` has `pickFile()`, `shareContact(whose)` and `shareLocation()`. */
export function attachMenu(world, actions) {
  const list = menu("attach", "Attach");

  function open() {
    const { me } = world;
    list.show([
      { name: "A file", what: "A photo, a document, anything", take: actions.pickFile },
      { name: "My contact", what: me.phone, take: () => actions.shareContact() },
      { name: "Somebody's contact", what: "Of another person", take: pickContact },
      { name: "A place", what: "Mexico City", take: () => actions.shareLocation() },
    ]);
  }

  function pickContact() {
    const others = world.people.filter((person) => person.id !== world.me.id).slice(0, OFFERED);
    return formDialog("A contact of another person", ["It goes to this chat, with a number that is not the writer's own."],
      [
        { name: "of", label: "Whose", options: [...others.map((person) => [String(person.id), nameOf(person)]), ["", "Someone who is not on Telegram"]], value: String(others[0]?.id ?? "") },
        { name: "first_name", label: "First name, of someone not on Telegram", value: "Ana", maxlength: 64 },
        { name: "phone_number", label: "Number, of someone not on Telegram", value: "+34 600 000 000", maxlength: 32 },
      ],
      "Send", ({ of, ...stranger }) => actions.shareContact(of ? { of: Number(of) } : stranger));
  }

  return { ...list, open, get isOpen() { return list.isOpen; } };
}
