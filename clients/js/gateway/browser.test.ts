import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../test/until.js';
import { admin, Cable, freshId, PORT_OF_GATEWAY, presence, URL_OF_GATEWAY, URL_OF_QUICK, URL_OF_STRICT, watch } from './door.js';
import { blank, measureTimers, page, seen, show, tokens } from './page.js';

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

test('a page beats by itself at the interval that the gateway wants', async (t) => {
  const tab = await page(t, freshId('beating-page'), URL_OF_QUICK);
  const from = performance.now();
  await watch(4_000);
  const { state, counters, pings } = await seen(tab);
  const most = (performance.now() - from) / 450 + 12;
  assert.deepEqual([state.intervalMs, state.kind, counters.sessions], [500, 'online', 1]);
  assert.ok(pings >= 6 && pings <= most, `${pings} pings, expected are 6 to ${most}`);
});

test('a page whose credential runs out fetches another, and keeps its connection', async (t) => {
  const before = tokens();
  const tab = await page(t, freshId('renewing-page'), URL_OF_STRICT, "credential: () => fetch('/token').then((answer) => answer.text())");
  const { state } = await seen(tab);
  await watch(15_000);
  const later = await seen(tab);
  assert.deepEqual([later.state, later.counters.sessions], [state, 1]);
  assert.ok(tokens() - before >= 4, `${tokens() - before} tokens`);
});

test('a hidden tab whose timers run once a minute lives: the gateway asks, and the browser answers', async (t) => {
  const clientId = freshId('hidden-page');
  const tab = await page(t, clientId, URL_OF_QUICK);
  await show(await blank(t));
  await until('the tab to be hidden', async () => (await seen(tab)).hidden);
  await measureTimers(tab);
  // Chromium makes them rare some seconds after the tab was hidden: its flag says so, else five minutes.
  await watch(100_000);
  assert.equal(await presence(clientId, true), 'ALIVE');
  const later = await seen(tab);
  assert.ok(later.hidden);
  assert.ok(later.longestGapMs > 30_000, `timers came within ${later.longestGapMs} ms: too early to prove anything`);
  assert.deepEqual([later.state.kind, later.counters.sessions], ['online', 1]);
});

test('a frozen page is not called dead: its browser answers for it; and it goes on with its session', async (t) => {
  const clientId = freshId('frozen-page');
  const tab = await page(t, clientId, URL_OF_QUICK);
  const { state } = await seen(tab);
  await tab.command('Page.enable');
  await tab.command('Page.setWebLifecycleState', { state: 'frozen' });
  await watch(10_000);
  assert.equal(await presence(clientId, true), 'ALIVE');
  await tab.command('Page.setWebLifecycleState', { state: 'active' });
  // Chromium may close the connection of a page that it thaws.
  await watch(1_000);
  await until('the tab to be online', async () => (await seen(tab)).state.kind === 'online');
  assert.equal((await seen(tab)).state.sessionId, state.sessionId);
});
