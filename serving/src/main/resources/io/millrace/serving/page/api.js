// What the page asks of the server that it came from.

const TOKEN = "millrace-token";

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Keeps the token until the tab is closed. */
export function useToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export const get = (path) => ask(path, {});

export const post = (path, body) =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

async function ask(path, request) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...request.headers, ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(path, { ...request, headers });
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer.error);
  return answer;
}
