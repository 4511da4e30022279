import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { type ClientState, createClient, type HeartwireClient, type Options } from '../src/index.js';
import { until } from '../test/until.js';
import { admin, Cable, freshId, PORT_OF_GATEWAY, presence, token, URL_OF_GATEWAY, URL_OF_QUICK, URL_OF_STRICT, watch } from './door.js';

function connect(t: TestContext, more: Partial<Options> & { clientId: string }): HeartwireClient {
  const client = createClient({ url: URL_OF_GATEWAY, WebSocket, ...more });
  t.after(() => client.close());
  client.connect();
  return client;
}

async function online(client: HeartwireClient): Promise<ClientState & { kind: 'online' }> {
  await until('online', () => client.state.kind === 'online');
  return client.state as ClientState & { kind: 'online' };
}

test('the gateway welcomes it, knows its status, and acknowledges what it delivers', async (t) => {
  const clientId = freshId('plain');
  const client = connect(t, { clientId, version: 'js-test/1', status: () => ({ battery: 0.5, health: 'ok' }) });
  const state = await online(client);
  assert.equal(state.intervalMs, 50_000);
  await client.deliver('report', 'x'.repeat(50_000));
  await client.reportStatus();
  await until('its status', async () => JSON.stringify((await admin(`/clients/${clientId}`)).json).includes('"battery":0.5'));
  const { json } = await admin(`/clients/${clientId}`);
  assert.ok(JSON.stringify(json).includes('js-test/1'));
  await client.close();
  await until('its goodbye', async () => (await presence(clientId)) === 'OFFLINE');
});

test('a message of the gateway is acknowledged once the listener is done', async (t) => {
  const clientId = freshId('down');
  const client = connect(t, { clientId });
  const bodies: string[] = [];
  client.on('message', ({ body }) => void bodies.push(new TextDecoder().decode(body)));
  await online(client);
  const sent = await admin(`/clients/${clientId}/messages`, 'POST', { type: 'greeting', body: 'héllo', deadlineMs: 5_000 });
  assert.deepEqual([sent.status, bodies], [200, ['héllo']], JSON.stringify(sent.json));
});

test('a cut is answered with the same session: same id, same epoch, nobody is told', async (t) => {
  const cable = await Cable.lay(t, PORT_OF_GATEWAY);
  const client = connect(t, { clientId: freshId('cut'), url: cable.url });
  const before = await online(client);
  cable.cut();
  await until('another session', () => client.counters.sessions === 2);
  const after = await online(client);
  assert.deepEqual([after.sessionId, after.epoch], [before.sessionId, before.epoch]);
});

test('a connection on which nothing travels any more is found within ten seconds, and resumed', async (t) => {
  const cable = await Cable.lay(t, PORT_OF_GATEWAY);
  const client = connect(t, { clientId: freshId('silent'), url: cable.url });
  const whys: string[] = [];
  client.on('state', (state) => state.kind === 'waiting' && whys.push(state.why.reason));
  const before = await online(client);
  cable.silence(true);
  client.wake();
  await until('the verdict', () => whys.length > 0, 10_000);
  cable.silence(false);
  const after = await until('another session', () => client.counters.sessions === 2).then(() => online(client));
  assert.deepEqual(whys[0], 'NO_PONG');
  assert.ok(cable.lost > 0);
  assert.deepEqual([after.sessionId, after.epoch], [before.sessionId, before.epoch]);
});

test('a client that is logged out, or taken over, stays away', async (t) => {
  const [first, second] = [freshId('kicked'), freshId('twice')];
  const kicked = connect(t, { clientId: first });
  const older = connect(t, { clientId: second });
  await Promise.all([online(kicked), online(older)]);
  assert.equal((await admin(`/clients/${first}`, 'DELETE')).status, 200);
  await online(connect(t, { clientId: second }));
  await until('both to be closed', () => kicked.state.kind === 'closed' && older.state.kind === 'closed');
  const reasons = [kicked, older].map(({ state }) => state.kind === 'closed' && state.why.reason);
  assert.deepEqual(reasons, ['KICKED', 'TAKEN_OVER']);
});

/** A WebSocket that counts the frames of a kind that leave. */
function counting(kind: string): { WebSocket: typeof WebSocket; count: () => number } {
  let count = 0;
  class Counting extends WebSocket {
    override send(...args: unknown[]): void {
      count += String(args[0]).startsWith(`{"${kind}"`) ? 1 : 0;
      super.send(args[0] as string);
    }
  }
  return { WebSocket: Counting, count: () => count };
}

test('at an interval of 500 ms it beats by itself, and is not thrown out for silence', async (t) => {
  const { WebSocket, count } = counting('ping');
  const client = connect(t, { clientId: freshId('quick'), url: URL_OF_QUICK, WebSocket });
  const before = await online(client);
  assert.equal(before.intervalMs, 500);
  const from = performance.now();
  await watch(4_000);
  const most = (performance.now() - from) / 450 + 3;
  assert.deepEqual([client.state, client.counters.sessions], [before, 1]);
  assert.ok(count() >= 6 && count() <= most, `${count()} pings, expected are 6 to ${most}`);
});

test('a credential that runs out is renewed on the living connection, again and again', async (t) => {
  let issued = 0;
  const client = connect(t, { clientId: freshId('renewing'), url: URL_OF_STRICT, credential: () => (issued++, token(4)) });
  const before = await online(client);
  // Each token is good for 4 s, and the gateway waits for 1 s more: three lives of one.
  await watch(15_000);
  assert.deepEqual([client.state, client.counters.sessions], [before, 1]);
  assert.ok(issued >= 4 && issued <= 20, `${issued} tokens`);
});

test('who is told that a credential runs out, and has no other, is closed, and goes on with one', async (t) => {
  const client = connect(t, { clientId: freshId('forgetful'), url: URL_OF_STRICT, credential: token(4) });
  const told: number[] = [];
  client.on('credentialExpiring', (inMs) => told.push(inMs));
  const before = await online(client);
  await until('the end', () => client.state.kind === 'closed', 10_000);
  const { state } = client;
  assert.ok(state.kind === 'closed' && state.credentialWanted && state.why.reason === 'CREDENTIAL_EXPIRED');
  assert.ok(told.length >= 1 && told[0]! <= 4_000, String(told));
  client.credential(token(60));
  assert.equal((await online(client)).sessionId, before.sessionId);
});
