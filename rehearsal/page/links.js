// Where an address leads: to the bot with a payload, to a chat with words ready, or out of the page.

/**
 * `{kind: "start", payload}`, `{kind: "share", text}`, `{kind: "bot"}`, `{kind: "out", address}`
 * or null for what is no address.
 */
export function readAddress(address, botUsername) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return readOwn(url, botUsername);
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return null;
  if (["t.me", "telegram.me"].includes(url.hostname)) {
    const path = url.pathname.split("/").filter(Boolean);
    if (path[0] === "share") return { kind: "share", text: shared(url) };
    if (same(path[0], botUsername) && path.length === 1) return start(url);
  }
  return { kind: "out", address: url.href };
}

function readOwn(url, botUsername) {
  if (same(url.searchParams.get("domain"), botUsername)) return start(url);
  if (url.href.startsWith("tg://msg_url")) return { kind: "share", text: shared(url) };
  return { kind: "out", address: url.href };
}

function start(url) {
  const payload = url.searchParams.get("start");
  return payload === null ? { kind: "bot" } : { kind: "start", payload };
}

function shared(url) {
  return [url.searchParams.get("url"), url.searchParams.get("text")].filter(Boolean).join("\n");
}

function same(one, other) {
  return (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
}
