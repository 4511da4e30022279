import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before, type TestContext } from 'node:test';
import type { ClientState, Counters } from '../src/index.js';
import { until } from '../test/until.js';
import { Chromium, type Tab } from './chromium.js';
import { admin, Cable, freshId, PORT_OF_GATEWAY, presence, URL_OF_GATEWAY, URL_OF_QUICK } from './door.js';

const MIN_FILE = new URL('../../dist/heartwire.min.js', import.meta.url);
const PAGE = '<!doctype html><title>page</title>';

let chromium: Chromium;
const site = createServer((request, response) => {
  const script = request.url === '/heartwire.min.js';
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  response.end(script ? readFileSync(MIN_FILE) : PAGE);
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

interface Seen {
  state: ClientState & { sessionId: string; intervalMs: number };
  counters: Counters;
  states: string[];
  bodies: string[];
  hidden: boolean;
}

/** A page in a tab of its own with a client that is online. */
async function page(t: TestContext, clientId: string, url: string): Promise<Tab> {
  const tab = await chromium.tab(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  t.after(() => tab.close());
  await until('the page', () => tab.value<boolean>("document.title === 'page'"));
  await tab.value(`import('/heartwire.min.js').then(({ createClient }) => {
    const client = createClient({ url: '${url}', clientId: '${clientId}' });
    window.client = client;
    window.states = [];
    window.bodies = [];
    client.on('state', (state) => states.push(state.kind + ' ' + (state.why?.reason ?? '')));
    client.on('message', ({ body }) => bodies.push(new TextDecoder().decode(body)));
    client.connect();
  })`);
  await until('the tab to be online', async () => (await seen(tab)).state.kind === 'online');
  return tab;
}

function seen(tab: Tab): Promise<Seen> {
  return tab.value(`({
    state: { ...client.state, epoch: String(client.state.epoch) },
    counters: client.counters, states, bodies, hidden: document.hidden,
  })`);
}

test('a page logs in, delivers, receives and acknowledges', async (t) => {
  const clientId = freshId('page');
  const tab = await page(t, clientId, URL_OF_GATEWAY);
  await tab.value("client.deliver('report', 'x'.repeat(50000))");
  const sent = await admin(`/clients/${clientId}/messages`, 'POST', { type: 'greeting', body: 'héllo', deadlineMs: 5_000 });
  assert.equal(sent.status, 200, JSON.stringify(sent.json));
  const { bodies, counters } = await seen(tab);
  assert.deepEqual([bodies, counters.acked, counters.sessions], [['héllo'], 1, 1]);
  await tab.value('client.close()');
  await until('its goodbye', async () => (await presence(clientId)) === 'OFFLINE');
});

test('a page whose connection is cut resumes its session', async (t) => {
  const cable = await Cable.lay(t, PORT_OF_GATEWAY);
  const tab = await page(t, freshId('cut-page'), cable.url);
  const { state } = await seen(tab);
  cable.cut();
  await until('another session', async () => (await seen(tab)).counters.sessions === 2);
  await until('the tab to be online', async () => (await seen(tab)).state.kind === 'online');
  assert.equal((await seen(tab)).state.sessionId, state.sessionId);
});

test('a page finds a connection on which nothing travels any more, and resumes', async (t) => {
  const cable = await Cable.lay(t, PORT_OF_GATEWAY);
  const tab = await page(t, freshId('silent-page'), cable.url);
  cable.silence(true);
  await tab.value("window.dispatchEvent(new Event('online'))");
  await until('the verdict', async () => (await seen(tab)).states.includes('waiting NO_PONG'), 12_000);
  cable.silence(false);
  await until('another session', async () => (await seen(tab)).counters.sessions === 2);
});

test('a hidden tab lives: for twenty timeouts nobody calls anybody dead', async (t) => {
  const tab = await page(t, freshId('hidden-page'), URL_OF_QUICK);
  const front = await chromium.tab('about:blank');
  t.after(() => front.close());
  await chromium.show(front);
  await until('the tab to be hidden', async () => (await seen(tab)).hidden);
  const { counters } = await seen(tab);
  await new Promise((watched) => setTimeout(watched, 30_000));
  const later = await seen(tab);
  assert.ok(later.hidden);
  assert.deepEqual([later.state.kind, later.counters.sessions, counters.sessions], ['online', 1, 1]);
});

test('a frozen page is not called dead: its browser answers for it; and it goes on with its session', async (t) => {
  const clientId = freshId('frozen-page');
  const tab = await page(t, clientId, URL_OF_QUICK);
  const { state } = await seen(tab);
  await tab.command('Page.enable');
  await tab.command('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((watched) => setTimeout(watched, 10_000));
  assert.equal(await presence(clientId, true), 'ALIVE');
  await tab.command('Page.setWebLifecycleState', { state: 'active' });
  // Chromium may close the connection of a page that it thaws.
  await new Promise((watched) => setTimeout(watched, 1_000));
  await until('the tab to be online', async () => (await seen(tab)).state.kind === 'online');
  assert.equal((await seen(tab)).state.sessionId, state.sessionId);
});
