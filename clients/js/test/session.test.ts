import assert from 'node:assert/strict';
import test from 'node:test';
import type { ClientState } from '../src/index.js';
import { client as make, FakeGateway, online, settle, World } from './virtual.js';

test('it logs in with what it was told, and is online with the welcome', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const states: ClientState[] = [];
  const client = make(world, gateway, {
    user: 'ann',
    credential: () => Promise.resolve('secret'),
    version: 'shop/2',
    tags: ['floor-2'],
    intervalMs: 20_000,
    groupData: { group: 'cars', version: 4 },
  });
  client.on('state', (state) => states.push(state));
  client.connect();
  client.connect();
  await world.pass(1_010);
  const { hello, socket } = gateway.last;
  assert.deepEqual([socket.url, socket.protocols], ['ws://gw:7408/ws', ['heartwire.v1.json']]);
  assert.deepEqual(
    [hello.protocolVersion, hello.clientId, hello.user, hello.credential, hello.clientVersion, hello.wishedIntervalMs],
    [1, 'tab-1', 'ann', 'secret', 'shop/2', 20_000],
  );
  assert.deepEqual([hello.tags, { ...hello.groupData }, hello.lastDisconnect], [['floor-2'], { group: 'cars', version: 4 }, undefined]);
  assert.deepEqual(
    states.map((state) => state.kind),
    ['connecting', 'online'],
  );
  assert.equal(gateway.peers.length, 1);
});

test('options that are not allowed are refused, in words', () => {
  const world = new World();
  const gateway = new FakeGateway();
  assert.throws(() => make(world, gateway, { clientId: 'a b' }), /clientId is 'a b'/);
  assert.throws(() => make(world, gateway, { url: [] }), /name at least one/);
});

test('a connection that is cut is followed by another, which resumes and reports', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  await world.pass(2_000);
  const heardAt = world.time;
  gateway.last.send({ kind: 'ack', id: 'x' });
  await world.pass(3_000);
  gateway.last.cut();
  assert.equal(client.state.kind, 'waiting');
  const endedAt = world.time;
  await world.pass(5_000);
  assert.equal(client.state.kind, 'online');
  const { hello } = gateway.last;
  const last = hello.lastDisconnect!;
  assert.deepEqual(hello.resumeToken, 'AQ==');
  assert.deepEqual([last.sessionId, last.cause, last.networkChanged], ['s1', 'RESET', false]);
  assert.ok(last.sinceEndMs > 900 && last.sinceEndMs <= world.time - endedAt);
  assert.ok(Math.abs(last.sinceHeardMs - last.sinceEndMs - (endedAt - heardAt)) <= 2);
});

test('the report says how much of the silence the machine slept', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  world.stall(600_000);
  gateway.last.answers = false;
  await world.pass(15_000);
  const last = gateway.last.hello.lastDisconnect!;
  assert.equal(last.cause, 'NO_PONG');
  assert.ok(last.sinceHeardMs > 600_000);
  assert.ok(last.stalledMs > 590_000 && last.stalledMs <= 600_500, `${last.stalledMs} ms`);
});

test('woken to a question and the verdict that followed it, it reports that it did not run', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  world.stall(180_000);
  gateway.last.send({ kind: 'ping', sequence: 1 });
  gateway.last.send({ kind: 'pong', sequence: 7 });
  gateway.last.cut();
  await world.pass(15_000);
  const last = gateway.last.hello.lastDisconnect!;
  assert.ok(last.stalledMs > 170_000 && last.stalledMs <= 180_500, `${last.stalledMs} ms`);
});

test('a stall that its connection has survived is not in the report', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  world.stall(180_000);
  gateway.last.send({ kind: 'ping', sequence: 1 });
  await world.pass(2_000);
  gateway.last.cut();
  await world.pass(15_000);
  assert.equal(gateway.last.hello.lastDisconnect!.stalledMs, 0);
});

const AFTER: [number, string, 'waiting' | 'closed', boolean][] = [
  [4005, 'SLOW_CONSUMER', 'waiting', false],
  [4101, 'SHUTDOWN', 'waiting', false],
  [4200, 'AUTHENTICATION_FAILED', 'closed', true],
  [4201, 'CREDENTIAL_EXPIRED', 'closed', true],
  [4301, 'TAKEN_OVER', 'closed', false],
  [4302, 'KICKED', 'closed', false],
  [4403, 'UNSUPPORTED_VERSION', 'closed', false],
  [4377, 'OTHER_FINAL', 'closed', false],
  [4999, 'OTHER_RECONNECT', 'waiting', false],
];

for (const [code, reason, kind, credentialWanted] of AFTER) {
  test(`after ${code} it is ${kind}: as goodbye, and as close code alone`, async () => {
    for (const asGoodbye of [true, false]) {
      if (!asGoodbye && code >= 4500) {
        continue;
      }
      const world = new World();
      const gateway = new FakeGateway();
      const client = await online(world, gateway);
      if (asGoodbye) {
        gateway.last.send({ kind: 'goodbye', code, reason, detail: 'because' });
      } else {
        gateway.last.cut(code, 'because');
      }
      const { state } = client;
      assert.equal(state.kind, kind);
      assert.ok(state.kind === 'waiting' || state.kind === 'closed');
      assert.deepEqual([state.why.code, state.why.reason, state.why.detail], [code, asGoodbye ? reason : String(code), 'because']);
      assert.equal(state.kind === 'closed' && state.credentialWanted, credentialWanted);
      await world.pass(120_000);
      assert.equal(gateway.peers.length, kind === 'closed' ? 1 : 2);
    }
  });
}

test('a new credential goes on where the old one was refused', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway, { credential: 'old' });
  gateway.last.send({ kind: 'goodbye', code: 4200, detail: 'no', endpoints: [] });
  client.credential('new');
  await world.pass(1_010);
  assert.equal(client.state.kind, 'online');
  assert.equal(gateway.last.hello.credential, 'new');
});

test('a client that was closed while it wanted a credential does not go on with one', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway, { credential: 'old' });
  gateway.last.send({ kind: 'goodbye', code: 4200, detail: 'no', endpoints: [] });
  await client.close();
  client.credential('new');
  await world.pass(60_000);
  assert.equal(gateway.peers.length, 1);
  assert.ok(client.state.kind === 'closed' && !client.state.credentialWanted);
});

test('a credential that runs out is renewed on the connection that it is for', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  let issued = 0;
  const client = await online(world, gateway, { credential: () => Promise.resolve(`token-${++issued}`) });
  gateway.last.send({ kind: 'renew', expiresInMs: 300_000 });
  await settle();
  const [renew] = gateway.last.kinds('renew');
  assert.deepEqual([renew?.kind === 'renew' && renew.credential, gateway.peers.length, client.state.kind], ['token-2', 1, 'online']);
});

test('whose credential is a word is told that it runs out, and renews by saying another', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway, { credential: 'old' });
  const told: number[] = [];
  client.on('credentialExpiring', (inMs) => told.push(inMs));
  gateway.last.send({ kind: 'renew', expiresInMs: 300_000 });
  await settle();
  assert.deepEqual([told, gateway.last.kinds('renew').length], [[300_000], 0]);
  client.credential('new');
  await settle();
  const [renew] = gateway.last.kinds('renew');
  assert.equal(renew?.kind === 'renew' && renew.credential, 'new');
  gateway.last.cut();
  await world.pass(5_000);
  assert.equal(gateway.last.hello.credential, 'new');
});

test('a retry-after is never undercut, not by wake either', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.send({ kind: 'goodbye', code: 4101, detail: '', retryAfterMs: 30_000, endpoints: [] });
  client.wake();
  world.window.fire('online');
  await world.pass(29_990);
  assert.equal(gateway.peers.length, 1);
  await world.pass(1_020);
  assert.equal(gateway.peers.length, 2);
});

test('a redirect is followed, scheme and path kept, and left when it fails', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway, { url: 'wss://gw:7448/door/ws?x=1' });
  gateway.last.send({ kind: 'goodbye', code: 4109, detail: '', retryAfterMs: 0, endpoints: ['gw-b:443', '[fd00::1]:9', 'no place/', ''] });
  gateway.onConnect = (peer) => peer.cut();
  await world.pass(60_000);
  assert.deepEqual(
    gateway.peers.slice(1, 4).map(({ socket }) => socket.url),
    ['wss://gw-b/door/ws?x=1', 'wss://[fd00::1]:9/door/ws?x=1', 'wss://gw:7448/door/ws?x=1'],
  );
});

test('of several addresses those that failed lately come last', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const urls = ['ws://a/ws', 'ws://b/ws', 'ws://c/ws'];
  gateway.onConnect = (peer) => peer.cut();
  const client = make(world, gateway, { url: urls });
  client.connect();
  await world.pass(20_000);
  assert.deepEqual([...new Set(gateway.peers.slice(0, 3).map(({ socket }) => socket.url))].sort(), urls);
});

test('a connection that does not come about, and a login that is not answered, are given up after 10 s', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const whys: string[] = [];
  gateway.onConnect = () => undefined;
  const client = make(world, gateway);
  client.on('state', (state) => state.kind === 'waiting' && whys.push(state.why.reason));
  client.connect();
  await world.pass(11_100);
  gateway.onConnect = (peer) => {
    peer.answers = false;
    peer.socket.onopen?.({} as never);
  };
  await world.pass(16_000);
  assert.deepEqual(whys.slice(0, 2), ['CONNECT_FAILED', 'LOGIN_TIMEOUT']);
  assert.equal(gateway.peers[0]!.isClosed, true);
});

test('a URL that is none is told as a failed attempt, not thrown at a timer', async () => {
  const world = new World();
  const client = make(world, new FakeGateway(), {
    WebSocket: class {
      constructor() {
        throw new SyntaxError('bad url');
      }
    } as never,
  });
  client.connect();
  await world.pass(1_010);
  assert.ok(client.state.kind === 'waiting' && /bad url/.test(client.state.why.detail));
});

test('what is no frame is answered with a goodbye and a new connection', async () => {
  for (const bad of [Uint8Array.of(0xff, 0x01).buffer, 'hello', '', '{"ack":', 'null', '{"message":{"body":"*"}}']) {
    const world = new World();
    const gateway = new FakeGateway();
    const client = await online(world, gateway);
    const peer = gateway.last;
    peer.sendRaw(bad);
    assert.equal(peer.kinds('goodbye')[0]?.['code'], 4400, String(bad));
    assert.ok(client.state.kind === 'waiting' && client.state.why.reason === 'MALFORMED_FRAME');
    await world.pass(5_000);
    assert.equal(client.state.kind, 'online');
  }
});

test('close says goodbye, ends for good and lets go of the page', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  assert.ok(world.window.listeners > 0 && world.document.listeners > 0);
  const closed = client.close();
  const [goodbye] = gateway.last.kinds('goodbye');
  assert.ok(goodbye?.kind === 'goodbye' && goodbye.code === 4300);
  assert.equal(gateway.last.closedWith, 4300);
  await closed;
  assert.ok(client.state.kind === 'closed' && client.state.why.reason === 'CLOSED_BY_USER');
  await client.close();
  await world.pass(600_000);
  assert.equal(gateway.peers.length, 1);
  assert.equal(world.window.listeners + world.document.listeners, 0);
});

test('close while it waits, or connects, ends as well', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  gateway.onConnect = () => undefined;
  const client = make(world, gateway);
  client.connect();
  await world.pass(1_010);
  await client.close();
  await world.pass(60_000);
  assert.equal(client.state.kind, 'closed');
  assert.equal(gateway.peers.length, 1);
  assert.equal(gateway.last.isClosed, true);
});

test('the page: online and a shown tab ask at once, offline is looked into', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const pings = (): number => gateway.last.kinds('ping').length;
  const before = pings();
  world.window.fire('offline');
  world.window.fire('online');
  world.document.fire('visibilitychange');
  assert.equal(pings(), before + 3);
  world.document.visibilityState = 'hidden';
  world.document.fire('visibilitychange');
  assert.equal(pings(), before + 3);
  gateway.last.cut();
  await world.pass(5_000);
  assert.equal(client.state.kind, 'online');
  assert.equal(gateway.last.hello.lastDisconnect?.networkChanged, true);
});

test('a listener is never called from within: it may close the client it belongs to', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = make(world, gateway);
  client.on('state', (state) => (state.kind === 'online' ? client.close() : undefined));
  client.connect();
  await world.pass(1_010);
  await world.pass(60_000);
  assert.ok(client.state.kind === 'closed' && client.state.why.reason === 'CLOSED_BY_USER');
  assert.equal(gateway.last.kinds('goodbye').length, 1);
  assert.equal(gateway.last.kinds('ping').length, 0);
});

test('a listener that fails is told, the others are called, and nothing ends', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = make(world, gateway);
  const problems: string[] = [];
  const states: string[] = [];
  client.on('state', () => {
    throw new Error('my bug');
  });
  client.on('state', (state) => states.push(state.kind));
  const stop = client.on('problem', (problem) => problems.push(problem.message));
  client.connect();
  await world.pass(1_010);
  stop();
  await settle();
  assert.deepEqual(states, ['connecting', 'online']);
  assert.match(problems[0]!, /tab-1.*'state'.*my bug/);
});
