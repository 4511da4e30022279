import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { type ClientState, createClient, type HeartwireClient, type Options } from '../src/index.js';
import { until } from '../test/until.js';
import { admin, Cable, freshId, PORT_OF_GATEWAY, presence, URL_OF_GATEWAY, URL_OF_QUICK } from './door.js';

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

test('at an interval of 500 ms it lives, and is not thrown out for silence', async (t) => {
  const client = connect(t, { clientId: freshId('quick'), url: URL_OF_QUICK });
  const before = await online(client);
  assert.equal(before.intervalMs, 500);
  await watch(4_000);
  assert.deepEqual([client.state, client.counters.sessions], [before, 1]);
});

/** That nothing happens can only be seen by looking on for a while. */
function watch(ms: number): Promise<void> {
  return new Promise((seen) => setTimeout(seen, ms));
}

/** A real nginx in front of the gateway that cuts what is idle for 5 s; answers its URL. */
async function nginx(t: TestContext): Promise<string> {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => free.once('listening', listening));
  const { port } = free.address() as AddressInfo;
  await new Promise((closed) => free.close(closed));
  const home = mkdtempSync(join(tmpdir(), 'heartwire-nginx'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`).join(' ');
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; pid ${home}/pid; error_log stderr warn; events {}
    http { access_log off; ${temporary}
      server { listen 127.0.0.1:${port}; location /ws {
        proxy_pass http://127.0.0.1:${PORT_OF_GATEWAY}; proxy_http_version 1.1; proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_read_timeout 5s; } } }`,
  );
  const process = spawn('nginx', ['-c', join(home, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' });
  t.after(() => {
    process.kill();
    rmSync(home, { recursive: true, force: true });
  });
  return `ws://127.0.0.1:${port}/ws`;
}

test('behind an nginx that cuts after 5 s two connections are lost at most', async (t) => {
  const clientId = freshId('nginx');
  const client = connect(t, { clientId, url: await nginx(t) });
  await until('the interval to be learned', () => client.state.kind === 'online' && client.state.intervalMs < 5_000, 60_000);
  const { sessions } = client.counters;
  assert.ok(sessions <= 3, `${sessions} sessions`);
  await watch(12_000);
  assert.equal(client.counters.sessions, sessions);
});
