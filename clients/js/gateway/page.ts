/* Pages in a real Chromium, each with a client of the minified file. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext } from 'node:test';
import type { ClientState, Counters } from '../src/index.js';
import { until } from '../test/until.js';
import { Chromium, type Tab } from './chromium.js';
import { token } from './door.js';

const MIN_FILE = new URL('../../dist/heartwire.min.js', import.meta.url);
const PAGE = '<!doctype html><title>page</title>';
/** How long the tokens are good that the site issues. */
const TOKEN_SECONDS = 4;

let chromium: Chromium;
let issued = 0;
const site = createServer((request, response) => {
  const script = request.url === '/heartwire.min.js';
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  if (request.url === '/token') {
    issued++;
    response.end(token(TOKEN_SECONDS));
  } else {
    response.end(script ? readFileSync(MIN_FILE) : PAGE);
  }
});

before(async () => {
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  chromium = await Chromium.start();
});

after(async () => {
  await chromium.close();
  site.closeAllConnections();
  site.close();
});

/** How many tokens the site has issued. */
export function tokens(): number {
  return issued;
}

export interface Seen {
  state: ClientState & { sessionId: string; intervalMs: number };
  counters: Counters;
  states: string[];
  bodies: string[];
  /** Pings that the page has sent. */
  pings: number;
  /** The longest time between two runs of a timer of 100 ms. */
  longestGapMs: number;
  hidden: boolean;
}

/** A tab that shows nothing. */
export async function blank(t: TestContext): Promise<Tab> {
  const tab = await chromium.tab('about:blank');
  t.after(() => tab.close());
  return tab;
}

/** Brings a tab to the front, which hides the others. */
export function show(tab: Tab): Promise<void> {
  return chromium.show(tab);
}

/** A page in a tab of its own with a client that is online; `more` are options, as text. */
export async function page(t: TestContext, clientId: string, url: string, more = ''): Promise<Tab> {
  const tab = await chromium.tab(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  t.after(() => tab.close());
  await until('the page', () => tab.value<boolean>("document.title === 'page'"));
  await tab.value(`import('/heartwire.min.js').then(({ createClient }) => {
    window.pings = 0;
    class Counting extends WebSocket {
      send(text) { pings += text.startsWith('{"ping"') ? 1 : 0; super.send(text); }
    }
    const client = createClient({ url: '${url}', clientId: '${clientId}', WebSocket: Counting, ${more} });
    window.client = client;
    window.states = [];
    window.bodies = [];
    client.on('state', (state) => states.push(state.kind + ' ' + (state.why?.reason ?? state.sessionId ?? '')));
    client.on('message', ({ body }) => bodies.push(new TextDecoder().decode(body)));
    client.connect();
  })`);
  await until('the tab to be online', async () => (await seen(tab)).state.kind === 'online');
  return tab;
}

export function seen(tab: Tab): Promise<Seen> {
  return tab.value(`({
    state: { ...client.state, epoch: String(client.state.epoch) },
    counters: client.counters, states, bodies, pings, longestGapMs: window.longestGapMs ?? 0, hidden: document.hidden,
  })`);
}

/** From now on `longestGapMs` says how late timers of the page are. */
export function measureTimers(tab: Tab): Promise<void> {
  return tab.value(`void (() => {
    let last = performance.now();
    window.longestGapMs = 0;
    setInterval(() => {
      longestGapMs = Math.max(longestGapMs, performance.now() - last);
      last = performance.now();
    }, 100);
  })()`);
}
