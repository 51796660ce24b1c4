// Which part of the page is in view, and where the address says we are.

import { byId } from "./dom.js";

const NARROW = window.matchMedia("(max-width: 759px)");
const THREE = window.matchMedia("(min-width: 1180px)");

/** `backToList()` puts the focus on the chat that was left. */
export function drawPanels(world, backToList) {
  const log = byId("log");
  const toggle = byId("log-toggle");

  const place = () => {
    const found = /^#chat=(-?\d+)$/.exec(location.hash);
    return found ? Number(found[1]) : null;
  };

  async function go(chatId) {
    if (place() !== chatId) history.pushState(null, "", `#chat=${chatId}`);
    await open(chatId);
    focusConversation();
  }

  async function open(chatId) {
    const known = world.chats.has(chatId);
    document.body.classList.toggle("talking", known);
    await world.select(known ? chatId : null);
  }

  // On a phone the field would call up the keyboard, so there the conversation itself gets the focus.
  function focusConversation() {
    if (NARROW.matches) byId("conversation").focus();
    else byId("composer-text").focus();
  }

  async function back() {
    const left = world.open;
    history.pushState(null, "", location.pathname);
    document.body.classList.remove("talking");
    await world.select(null);
    document.title = "Rehearsal";
    document.querySelector(`[data-chat-id="${left}"]`)?.focus();
  }

  function showLog(shown) {
    log.classList.toggle("open", shown);
    toggle.setAttribute("aria-expanded", String(shown));
    cover();
    if (shown) log.focus();
    else toggle.focus();
  }

  // While the log lies over the rest, the rest cannot be reached.
  function cover() {
    const covered = log.classList.contains("open") && !THREE.matches;
    for (const id of ["chats", "conversation"]) byId(id).inert = covered;
  }

  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    if (world.open === null) byId("chats-find").focus();
    else byId("composer-text").focus();
  });
  toggle.addEventListener("click", () => showLog(!log.classList.contains("open")));
  byId("log-close").addEventListener("click", () => showLog(false));
  byId("back").addEventListener("click", back);
  THREE.addEventListener("change", cover);
  window.addEventListener("popstate", () => open(place()));
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (log.classList.contains("open") && !THREE.matches) showLog(false);
    else if (NARROW.matches && world.open !== null) back();
    else if (world.open !== null) backToList();
  });

  /** The chat in the address, or the first one where there is room for both. */
  async function arrive() {
    const wanted = place();
    if (wanted !== null) return open(wanted);
    if (NARROW.matches) return open(null);
    const [first] = world.chats.keys();
    if (first === undefined) return open(null);
    history.replaceState(null, "", `#chat=${first}`);
    return open(first);
  }

  return { go, arrive };
}
