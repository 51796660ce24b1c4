// From a text and its entities to nodes. Offsets are UTF-16 units, which is what strings have here.

import { el } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** Nodes for `text`; `actions` says what a tap on a link, a command or a mention does. */
export function formatted(text, entities, actions) {
  const queue = (entities ?? [])
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .sort(byPlace);
  return build(text, queue, 0, text.length, actions);
}

function byPlace(one, other) {
  return one.offset - other.offset || other.length - one.length;
}

function build(text, queue, from, to, actions) {
  const nodes = [];
  const rest = [...queue];
  let position = from;
  let afterBlock = false;
  const plain = (end) => {
    const start = afterBlock && text[position] === "\n" ? position + 1 : position;
    if (start < end) nodes.push(document.createTextNode(text.slice(start, end)));
    if (start <= end && position < end) afterBlock = false;
  };
  while (rest.length) {
    const entity = rest.shift();
    const end = Math.min(entity.offset + entity.length, to);
    plain(entity.offset);
    const inner = take(rest, end);
    const slice = text.slice(entity.offset, end);
    nodes.push(wrap(entity, slice, build(text, inner, entity.offset, end, actions), actions));
    position = end;
    afterBlock = BLOCKS.has(entity.type);
  }
  plain(to);
  return nodes;
}

// What begins before `end` belongs inside; what runs past it goes on outside.
function take(rest, end) {
  const inner = [];
  while (rest.length && rest[0].offset < end) {
    const entity = rest.shift();
    const over = entity.offset + entity.length - end;
    inner.push(over > 0 ? { ...entity, length: entity.length - over } : entity);
    if (over > 0) rest.push({ ...entity, offset: end, length: over });
  }
  rest.sort(byPlace);
  return inner;
}

function wrap(entity, slice, children, actions) {
  const make = WRAPPERS[entity.type];
  return make ? make(children, entity, slice, actions) : el("span", {}, children);
}

const tag = (name) => (children) => el(name, {}, children);

const WRAPPERS = {
  bold: tag("strong"),
  italic: tag("em"),
  underline: tag("u"),
  strikethrough: tag("s"),
  code: tag("code"),
  pre: (children, entity) =>
    el("pre", { tabindex: "0", data: { language: entity.language ?? "" } }, el("code", {}, children)),
  blockquote: tag("blockquote"),
  expandable_blockquote: expandable,
  spoiler,
  text_link: (children, entity, _slice, actions) => link(children, entity.url, true, actions),
  url: (children, _entity, slice, actions) => link(children, withScheme(slice), false, actions),
  email: (children, _entity, slice, actions) => link(children, `mailto:${slice}`, false, actions),
  mention: (children, _entity, slice, actions) => link(children, `https://t.me/${slice.slice(1)}`, false, actions),
  text_mention: (children) => el("span", { class: "mention" }, children),
  hashtag: (children) => el("span", { class: "mention" }, children),
  cashtag: (children) => el("span", { class: "mention" }, children),
  bot_command: (children, _entity, slice, actions) =>
    el("button", { type: "button", class: "command", on: { click: () => actions.command(slice) } }, children),
};

function withScheme(address) {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
}

// `hidden` addresses are asked about first, since the words may say something else.
function link(children, address, hidden, actions) {
  const open = (event) => {
    event.preventDefault();
    actions.follow(address, hidden);
  };
  if (!/^(https?|mailto|tg):/i.test(address)) return el("span", {}, children);
  return el("a", { href: address, rel: "noopener noreferrer", target: "_blank", on: { click: open } }, children);
}

function spoiler(children) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Show what is hidden" },
    el("span", { "aria-hidden": "true" }, children));
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    node.firstElementChild.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", reveal, true);
  node.addEventListener("keydown", reveal, true);
  return node;
}

function expandable(children) {
  const toggle = el("button", { type: "button", class: "more", "aria-expanded": "false" }, "Show all");
  const quote = el("blockquote", { class: "expandable" }, el("div", { class: "clamp" }, children), toggle);
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Show less" : "Show all";
  });
  return quote;
}
