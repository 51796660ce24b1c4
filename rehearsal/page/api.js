// The rehearsal's control interface, one function a call.

/** The server refused; its message is a sentence to show. */
export class Refused extends Error {}

export function chats() {
  return call("GET", "chats");
}

export function messages(chatId) {
  return call("GET", `chats/${chatId}/messages?after=0`);
}

export function send(chatId, body) {
  return call("POST", `chats/${chatId}/messages`, body);
}

/** `whose` is empty for one's own, `{of}` for another person's, or `{phone_number, first_name}`. */
export function shareContact(chatId, from, whose = {}) {
  return call("POST", `chats/${chatId}/contacts`, { from, ...whose });
}

export function askInline(chatId, from, query) {
  return call("POST", `chats/${chatId}/inline_queries`, { from, query });
}

export function chooseInline(chatId, from, queryId, resultId) {
  return call("POST", `chats/${chatId}/inline_results`, { from, inline_query_id: queryId, result_id: resultId });
}

export function tap(chatId, from, messageId, data) {
  return call("POST", `chats/${chatId}/taps`, { from, message_id: messageId, data });
}

export function addPerson(person) {
  return call("POST", "people", person);
}

export function setBlocked(personId, blocked) {
  return call("POST", `people/${personId}/${blocked ? "block" : "unblock"}`);
}

export function deleteAccount(personId) {
  return call("POST", `people/${personId}/delete`);
}

export function setBotStatus(chatId, from, status) {
  return call("POST", `chats/${chatId}/bot`, { from, status });
}

export function commands(chatId, userId) {
  return call("GET", `commands?chat_id=${chatId}&user_id=${userId}`);
}

export function exchanges(after) {
  return call("GET", `exchanges?after=${after}`);
}

export function advance(seconds) {
  return call("POST", "clock", { advance_seconds: seconds });
}

export function bringCrowd(crowd) {
  return call("POST", "crowd", crowd);
}

export function crowd() {
  return call("GET", "crowd");
}

export function fileAddress(fileId) {
  return `/rehearsal/files/${encodeURIComponent(fileId)}`;
}

/** The words of a file that holds text. */
export async function fileText(fileId) {
  const response = await fetch(fileAddress(fileId));
  if (!response.ok) throw new Refused(await reason(response));
  return response.text();
}

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(`/rehearsal/${path}`, options);
  } catch {
    throw new Refused("The rehearsal's server does not answer.");
  }
  if (!response.ok) throw new Refused(await reason(response));
  return response.status === 204 ? null : response.json();
}

async function reason(response) {
  const text = await response.text();
  try {
    const answer = JSON.parse(text);
    return answer.description ?? answer.error ?? answer.detail ?? text;
  } catch {
    return text || `The server answered ${response.status}.`;
  }
}
