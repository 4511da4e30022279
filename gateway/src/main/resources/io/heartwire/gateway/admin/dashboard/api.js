// The REST interface of this gateway, and its status as it changes.

/** What went wrong, with the sentence that the gateway gave. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export async function send(method, path, body) {
  const request = { method, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers['Content-Type'] = 'application/json';
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch (e) {
    throw new Refused(0, 'the gateway does not answer: is it running?');
  }
  const text = await answer.text();
  let json = {};
  try {
    json = text ? JSON.parse(text) : {};
  } catch (e) {
    throw new Refused(answer.status, `${method} ${path} was answered with something else than JSON`);
  }
  if (!answer.ok) throw new Refused(answer.status, json.detail || `${method} ${path}: ${answer.status}`);
  return json;
}

export const get = (path) => send('GET', path);

export const clientPath = (id) => `/api/v1/clients/${encodeURIComponent(id)}`;

const listeners = new Set();
const live = { status: undefined, state: 'connecting' };

function tell(change) {
  Object.assign(live, change);
  listeners.forEach((listener) => listener({ ...live }));
}

/** Calls `listener` at once and with every change; answers how to stop. */
export function follow(listener) {
  listeners.add(listener);
  listener({ ...live });
  return () => listeners.delete(listener);
}

let stream;

function open() {
  stream = new EventSource('/api/v1/live');
  stream.addEventListener('status', (event) => tell({ status: JSON.parse(event.data), state: 'live' }));
  stream.onerror = () => tell({ state: 'lost' });
}

/**
 * Begins to follow the status; after a loss the browser comes back by itself. A page that nobody sees lets go:
 * a browser has six connections to one door, for all of its tabs.
 */
export function begin() {
  open();
  document.addEventListener('visibilitychange', () => {
    stream.close();
    if (!document.hidden) open();
  });
}
