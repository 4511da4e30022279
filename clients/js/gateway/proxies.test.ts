import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createClient } from '../src/index.js';
import { until } from '../test/until.js';
import { freshId, URL_OF_GATEWAY, URL_OF_QUICK, watch } from './door.js';
import { page, seen } from './page.js';
import { haproxy, nginx } from './proxies.js';

/** What a client says of itself, wherever it runs. */
type Look = () => Promise<{ kind: string; intervalMs: number; sessions: number }>;

async function inNode(t: TestContext, clientId: string, url: string): Promise<Look> {
  const client = createClient({ url, clientId, WebSocket });
  t.after(() => client.close());
  client.connect();
  await until('online', () => client.state.kind === 'online');
  return async () => ({ kind: client.state.kind, intervalMs: client.state.kind === 'online' ? client.state.intervalMs : 0, sessions: client.counters.sessions });
}

async function inChromium(t: TestContext, clientId: string, url: string): Promise<Look> {
  const tab = await page(t, clientId, url, 'store: null');
  return async () => {
    const { state, counters } = await seen(tab);
    return { kind: state.kind, intervalMs: state.intervalMs, sessions: counters.sessions };
  };
}

const proxies = { nginx, haproxy };
const places = { Node: inNode, Chromium: inChromium };

for (const [proxyName, proxy] of Object.entries(proxies)) {
  for (const [placeName, place] of Object.entries(places)) {
    const clientId = freshId(`${proxyName}-${placeName}`);

    test(`${placeName} behind ${proxyName}, which waits for 5 s, lives where the gateway wants to hear it more often`, async (t) => {
      const look = await place(t, `${clientId}-often`, await proxy(URL_OF_QUICK, (end) => t.after(end)));
      await watch(7_000);
      assert.deepEqual(await look(), { kind: 'online', intervalMs: 500, sessions: 1 });
    });

    test(`${placeName} behind ${proxyName} loses two connections at most, where the gateway would wait for longer`, async (t) => {
      const look = await place(t, `${clientId}-rarely`, await proxy(URL_OF_GATEWAY, (end) => t.after(end)));
      await until('the interval to be learned', async () => (await look()).intervalMs < 5_000 && (await look()).kind === 'online', 60_000);
      const { sessions } = await look();
      assert.ok(sessions <= 3, `${sessions} sessions`);
      await watch(12_000);
      assert.equal((await look()).sessions, sessions);
    });
  }
}
