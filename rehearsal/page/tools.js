// The bar above: the clock, new people, a crowd.

import * as api from "./api.js";
import { byId } from "./dom.js";
import { formDialog, toast } from "./dialogs.js";
import { nameOf } from "./world.js";

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const UNITS = [["60", "minutes"], ["3600", "hours"], ["86400", "days"], ["604800", "weeks"]];
const LANGUAGES = [["en", "English"], ["es", "Spanish"], ["de", "German"], ["fr", "French"], ["pt-br", "Portuguese (Brazil)"]];

/** `came(person)` is called with a person who was added. */
export function drawTools(world, came, fail) {
  drawClock(world);
  drawCrowd(world, fail);
  const advance = (seconds) => api.advance(seconds).then((clock) => world.take({ kind: "clock", clock }));
  for (const node of document.querySelectorAll("[data-advance]")) {
    node.addEventListener("click", () => advance(Number(node.dataset.advance)).catch(fail));
  }
  byId("clock-set").addEventListener("click", () => setAhead(advance));
  byId("person-add").addEventListener("click", () => addPerson(came));
  byId("crowd-bring").addEventListener("click", bringCrowd);
  drawToggle();
}

function drawClock(world) {
  const draw = () => {
    const now = world.now();
    byId("clock-time").textContent = CLOCK.format(now);
    byId("clock-time").dateTime = now.toISOString();
    byId("toggle-time").textContent = SHORT.format(now);
    byId("clock-ahead").textContent = aheadWords(world.aheadSeconds);
  };
  world.addEventListener("clock-set", draw);
  setInterval(draw, 5000);
}

export function aheadWords(seconds) {
  if (seconds < 60) return "real time";
  const parts = [[86400, "day"], [3600, "hour"], [60, "minute"]];
  const words = [];
  let rest = seconds;
  for (const [size, name] of parts) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return `${words.slice(0, 2).join(" ")} ahead`;
}

function setAhead(advance) {
  return formDialog("Set the clock ahead",
    ["The rehearsal's time only goes forward. Whatever is due by then happens now."],
    [
      { name: "amount", label: "How many", type: "number", value: 7, min: 1, max: 10000, required: true },
      { name: "unit", label: "Unit", options: UNITS, value: "86400" },
    ],
    "Set ahead", async ({ amount, unit }) => {
      await advance(amount * Number(unit));
    });
}

function addPerson(came) {
  return formDialog("Add a person", ["Someone new, who has never talked to the bot."],
    [
      { name: "first_name", label: "First name", required: true, maxlength: 64 },
      { name: "last_name", label: "Last name (may be empty)", maxlength: 64 },
      { name: "language_code", label: "Reads", options: LANGUAGES, value: "en" },
    ],
    "Add", async ({ first_name, last_name, language_code }) => {
      const person = await api.addPerson({ first_name, language_code, ...(last_name ? { last_name } : {}) });
      toast(`${nameOf(person)} is here.`);
      await came(person);
    });
}

function bringCrowd() {
  return formDialog("Bring a crowd", ["Pretend supporters, who write to the bot and use its buttons as people do."],
    [
      { name: "count", label: "How many people", type: "number", value: 200, min: 1, max: 10000, required: true },
      { name: "language_code", label: "They read", options: [["", "different languages"], ...LANGUAGES.slice(0, 2)], value: "" },
      { name: "subscribe", label: "They subscribe to the digest", type: "checkbox", value: true },
      { name: "sign", label: "They sign the petition", type: "checkbox", value: true },
      { name: "updates", label: "They agree to updates", type: "checkbox", value: true },
      { name: "blocked", label: "Of a hundred, how many block the bot", type: "number", value: 5, min: 0, max: 100, required: true },
    ],
    "Bring them", async ({ count, language_code, subscribe, sign, updates, blocked }) => {
      await api.bringCrowd({
        count, subscribe, sign, updates, blocked_share: blocked / 100, ...(language_code ? { language_code } : {}),
      });
      toast(`${count.toLocaleString("en")} people are on their way.`);
    });
}

function drawCrowd(world, fail) {
  const show = (progress) => {
    if (!progress?.asked) return;
    const { asked, joined, signed, subscribed, blocked, done } = progress;
    byId("crowd").hidden = false;
    byId("crowd-progress").max = asked;
    byId("crowd-progress").value = joined;
    const number = (count) => (count ?? 0).toLocaleString("en");
    byId("crowd-text").textContent =
      `${number(joined)} of ${number(asked)} came, ${number(signed)} signed, ${number(subscribed)} subscribed, ` +
      `${number(blocked)} blocked${done ? "; all done" : ""}`;
  };
  let coming = null;
  const meetThem = () => {
    coming = null;
    world.loadChats().catch(fail);
  };
  world.addEventListener("crowd", ({ detail }) => {
    show(detail);
    coming ??= setTimeout(meetThem, 1500);
  });
  api.crowd().then(show).catch(fail);
}

// In a narrow window the bar folds away behind one button.
function drawToggle() {
  const toggle = byId("tools-toggle");
  const tools = byId("tools");
  const set = (open) => {
    tools.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => set(!tools.classList.contains("open")));
  tools.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !tools.classList.contains("open")) return;
    event.stopPropagation();
    set(false);
    toggle.focus();
  });
}
