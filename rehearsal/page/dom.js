// Building nodes. Everything that anyone typed enters the page as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** A new element; `on` holds listeners, `data` the data-* attributes, the rest are attributes. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [kind, listener] of Object.entries(value)) node.addEventListener(kind, listener);
    } else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Makes the children of `parent` be `nodes`, moving as little as possible so that focus stays. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/** Calls `work` once in the next frame, however often it was asked for. */
export function eachFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** The initials and tone of a person, group or channel. */
export function dressAvatar(node, title, id) {
  const words = title.split(/[\s-]+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words[words.length - 1] : ""];
  node.textContent = initials.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
  node.dataset.tone = String(Math.abs(id) % 7);
  return node;
}
