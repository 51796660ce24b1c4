// What stands above the field until it is sent: a reply, a file, a start.

import { el, icon } from "./dom.js";
import { sizeOf } from "./media.js";
import { lineOf, nameOf } from "./world.js";

const KINDS = [["photo", "as a photo"], ["document", "as a file"], ["video", "as a video"], ["voice", "as a voice note"]];

export function startBar(start, drop) {
  return el("div", { class: "chip start" },
    el("span", { class: "words" }, el("span", {}, "The link starts the bot.")),
    el("button", { type: "button", class: "main", on: { click: start } }, "Start"),
    el("button", { type: "button", class: "round", "aria-label": "Do not start", on: { click: drop } }, icon("close")));
}

export function kindOfFile(file) {
  if (/^image\/(jpeg|png|webp)$/.test(file.type)) return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type === "audio/ogg" ? "voice" : "document";
}

export function replyChip(message, drop) {
  return el("div", { class: "chip" }, icon("reply"),
    el("span", { class: "words" }, el("strong", {}, message.from ? nameOf(message.from) : "Reply"), el("span", { dir: "auto" }, lineOf(message))),
    el("button", { type: "button", class: "round", "aria-label": "Do not reply", on: { click: drop } }, icon("close")));
}

export function fileChip(file, drop) {
  const choice = el("select", { "aria-label": "How the file goes", on: { change: (event) => (file.kind = event.target.value) } },
    KINDS.map(([kind, words]) => el("option", { value: kind, selected: kind === file.kind }, words)));
  return el("div", { class: "chip" }, icon("file"),
    el("span", { class: "words" }, el("strong", {}, file.chosen.name), el("span", {}, sizeOf(file.chosen.size))),
    choice,
    el("button", { type: "button", class: "round", "aria-label": "Remove the file", on: { click: drop } }, icon("close")));
}
