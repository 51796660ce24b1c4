// Photos, files, sound and everything else in a message that is not words.

import { fileAddress } from "./api.js";
import { el, icon } from "./dom.js";

const READABLE = 300_000; // bytes that are opened on the page

/** The node for what a message carries besides its text, or null. */
export function mediaOf(message, actions) {
  const kind = Object.keys(MAKERS).find((name) => message[name]);
  return kind ? MAKERS[kind](message[kind], message, actions) : null;
}

const MAKERS = {
  photo: (sizes, message, actions) => picture(largest(sizes), message.caption || "Photo", actions),
  animation: (file) => film(file, "Animation", true),
  video: (file) => film(file, "Video", false),
  voice: (file) => sound(file, "Voice note"),
  audio: (file) => sound(file, file.title || file.file_name || "Audio"),
  document: (file, message, actions) => paper(file, actions),
  sticker: (file, message, actions) => picture(file, file.emoji || "Sticker", actions),
  poll: (poll) => ballot(poll),
  location: (place) => card("Place", `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`),
  contact: (contact) => card([contact.first_name, contact.last_name].filter(Boolean).join(" "), contact.phone_number),
};

function largest(sizes) {
  return sizes.reduce((best, size) => (size.width * size.height > best.width * best.height ? size : best));
}

function picture(size, alt, actions) {
  const address = fileAddress(size.file_id);
  const image = el("img", {
    src: address, alt, width: size.width || null, height: size.height || null, loading: "lazy",
  });
  const open = () => actions.enlarge(address, alt);
  return el("button", { type: "button", class: "picture", "aria-label": "Enlarge the picture", on: { click: open } }, image);
}

function film(file, label, repeat) {
  return el("video", {
    class: "film", controls: true, preload: "metadata", loop: repeat, "aria-label": label,
    src: fileAddress(file.file_id), width: file.width || null, height: file.height || null,
  });
}

function sound(file, label) {
  return el("div", { class: "sound" },
    el("span", { class: "label" }, `${label}${file.duration ? `, ${clockTime(file.duration)}` : ""}`),
    el("audio", { controls: true, preload: "none", src: fileAddress(file.file_id), "aria-label": label }));
}

function paper(file, actions) {
  const name = file.file_name || "file";
  return el("div", { class: "papers" },
    el("a", { class: "paper", href: fileAddress(file.file_id), download: name },
      el("span", { class: "sign" }, icon("file")),
      el("span", { class: "words" },
        el("span", { class: "name" }, name),
        el("span", { class: "size" }, [sizeOf(file.file_size), "download"].filter(Boolean).join(", ")))),
    readable(file) ? el("button", { type: "button", class: "plain", "aria-label": `Open ${name}`, on: { click: () => actions.read(file) } }, "Open") : null);
}

function readable({ file_name: name = "", mime_type: type = "", file_size: size = 0 }) {
  return size <= READABLE && (/^text\/|json|toml|xml/.test(type) || /\.(json|txt|md|csv|toml)$/i.test(name));
}

function ballot(poll) {
  const total = poll.total_voter_count || 0;
  return el("div", { class: "poll" },
    el("p", { class: "question", dir: "auto" }, poll.question),
    el("ul", {}, poll.options.map((option) =>
      el("li", {}, el("span", { dir: "auto" }, option.text), el("span", {}, String(option.voter_count || 0))))),
    el("p", { class: "size" }, `${total === 1 ? "1 vote" : `${total} votes`}${poll.is_closed ? ", closed" : ""}`));
}

function card(title, line) {
  return el("div", { class: "card" }, el("strong", { dir: "auto" }, title), el("span", {}, line));
}

function clockTime(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

export function sizeOf(bytes) {
  if (bytes === undefined || bytes === null) return "";
  const units = ["bytes", "kB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
