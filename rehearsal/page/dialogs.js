// Dialogs and toasts. Each dialog is a native one: Escape closes it and the focus goes back.

import { byId, el } from "./dom.js";
import { titleOf } from "./world.js";

const TOAST = 4000; // ms
let counted = 0;

export function toast(words) {
  const node = el("p", { class: "toast", dir: "auto" }, words);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), TOAST + words.length * 25);
}

/** What the bot wants read before going on. */
export function alertDialog(words) {
  return show({ role: "alertdialog", title: "", lines: [words], buttons: [["OK", true]] });
}

/** Whether the person says yes. */
export function confirmDialog(title, lines, yes) {
  return show({ title, lines, buttons: [["Cancel", null], [yes, true]] });
}

/** Facts as `[name, value]` pairs, and the value of the button of `more` that was pressed. */
export function detailsDialog(title, facts, more) {
  const list = el("dl", {}, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));
  return show({ title, fields: [list], buttons: [...more, ["Close", null]] });
}

/** The chat that the person picks, or null. */
export function pickChat(title, chats) {
  const choice = el("select", { name: "chat", id: "pick-chat" }, chats.map((chat) => el("option", { value: chat.id }, titleOf(chat))));
  const fields = [el("label", { for: "pick-chat" }, "Chat"), choice];
  return show({ title, fields, buttons: [["Cancel", null], ["Go on", () => Number(choice.value)]] });
}

/** A file that holds text, to read. */
export function paperDialog(name, words) {
  const text = el("pre", { tabindex: "0", "aria-label": "What the file holds" }, words);
  return show({ title: name, look: "paper-open", fields: [text], buttons: [["Close", null]] });
}

/** A picture as large as the window. */
export function enlarge(address, alt) {
  return show({ title: "", look: "picture", fields: [el("img", { src: address, alt })], buttons: [["Close", null]] });
}

/**
 * A form in a dialog; `fields` are `{name, label, type?, value?, min?, max?, options?, required?, hint?}`.
 * `submit(values)` may throw: its sentence is shown and the dialog stays.
 */
export function formDialog(title, lines, fields, yes, submit) {
  const nodes = fields.map(fieldOf);
  return show({
    title, lines, fields: nodes.map(([node]) => node), buttons: [["Cancel", null], [yes, null]],
    submit: () => submit(Object.fromEntries(nodes.map(([, name, read]) => [name, read()]))),
  });
}

function fieldOf({ name, label, type = "text", options, hint, value, ...rest }) {
  const id = `field-${name}`;
  if (type === "checkbox") {
    const box = el("input", { id, name, type, checked: Boolean(value), ...rest });
    return [el("div", { class: "field check" }, box, el("label", { for: id }, label)), name, () => box.checked];
  }
  const input = options
    ? el("select", { id, name }, options.map(([key, words]) => el("option", { value: key, selected: key === value }, words)))
    : el("input", { id, name, type, value, autocomplete: "off", "aria-describedby": hint ? `${id}-hint` : null, ...rest });
  const node = el("div", { class: "field" }, el("label", { for: id }, label), input,
    hint ? el("p", { class: "hint", id: `${id}-hint` }, hint) : null);
  return [node, name, () => (type === "number" ? Number(input.value) : input.value.trim())];
}

function show({ role = null, title, lines = [], fields = [], buttons, submit = null, look = "" }) {
  counted += 1;
  const heading = `dialog-${counted}`;
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const back = document.activeElement;
  return new Promise((resolve) => {
    let answer = null;
    const controls = buttons.map(([words, value], index) => button(words, value, index === buttons.length - 1));
    const form = el("form", { method: "dialog" },
      title ? el("h2", { id: heading }, title) : null,
      lines.map((line, index) => el("p", { dir: "auto", class: "line", id: title || index ? null : heading }, line)),
      fields, problem, el("div", { class: "buttons" }, controls));
    const dialog = el("dialog", { role, class: look, "aria-labelledby": title || lines.length ? heading : null, "aria-label": look === "picture" ? "Picture" : null }, form);

    function button(words, value, last) {
      const sends = last && submit;
      const press = () => {
        answer = typeof value === "function" ? value() : value;
        dialog.close();
      };
      return el("button", { type: sends || last ? "submit" : "button", class: last ? "main" : "", on: sends ? {} : { click: press } }, words);
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!submit) return;
      try {
        answer = await submit();
        dialog.close();
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
      }
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (back?.isConnected) back.focus();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
