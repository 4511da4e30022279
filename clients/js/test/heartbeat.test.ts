import assert from 'node:assert/strict';
import test from 'node:test';
import type { ClientState } from '../src/index.js';
import { FakeGateway, online, World } from './virtual.js';

const INTERVAL = 50_000;

test('an idle client pings at least once an interval, and not in step with others', async () => {
  const firsts = new Set<number>();
  for (let seed = 1; seed <= 5; seed++) {
    const world = new World(seed);
    const gateway = new FakeGateway();
    await online(world, gateway);
    await world.pass(INTERVAL);
    assert.ok(gateway.last.kinds('ping').length >= 1);
    firsts.add(gateway.last.kinds('ping').length);
    const before = gateway.last.kinds('ping').length;
    await world.pass(100 * INTERVAL);
    const pings = gateway.last.kinds('ping').length - before;
    // Up to a tenth early each time, at random: 105 of them, more or less.
    assert.ok(pings >= 102 && pings <= 109, `${pings} pings in a hundred intervals`);
  }
});

test('a client that receives all the time pings all the same: it promised to speak', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  for (let second = 0; second < 100; second++) {
    gateway.last.send({ kind: 'message', type: 'tick', id: '', body: new Uint8Array(), ackWanted: false });
    await world.pass(1_000);
  }
  const pings = gateway.last.kinds('ping').length;
  assert.ok(pings >= 2 && pings <= 3, `${pings} pings`);
});

test('a client that sends all the time pings all the same: it wants to know whether it is heard', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  for (let second = 0; second < 120; second++) {
    client.send('tick');
    await world.pass(1_000);
  }
  const pings = gateway.last.kinds('ping').length;
  assert.ok(pings >= 2 && pings <= 4, `${pings} pings`);
});

test('the pong of a ping of the server has its sequence, all 64 bits of it', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  gateway.last.send({ kind: 'ping', sequence: '18446744073709551613' });
  const [pong] = gateway.last.kinds('pong');
  assert.equal(pong?.kind === 'pong' && pong.sequence, '18446744073709551613');
});

test('three pings without any byte in answer end the connection, 9 s after the first', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.answers = false;
  client.wake();
  const pingedAt = world.time;
  await world.pass(8_900);
  assert.equal((client.state as ClientState).kind, 'online');
  assert.equal(gateway.last.kinds('ping').length, 3);
  await world.pass(300);
  assert.ok(world.time - pingedAt < 9_300);
  const after: ClientState = client.state;
  assert.ok(after.kind === 'waiting' && after.why.reason === 'NO_PONG');
  const { isClosed, isTerminated, closedWith } = gateway.last;
  // Not a goodbye: a server that hears it after all keeps the session.
  assert.deepEqual([isClosed, isTerminated, closedWith, gateway.last.kinds('goodbye').length], [true, true, 4000, 0]);
});

test('any byte is an answer, not only the pong', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.answers = false;
  for (let round = 0; round < 20; round++) {
    client.wake();
    await world.pass(2_900);
    gateway.last.send({ kind: 'unknown' }, { kind: 'ack', id: 'x' });
  }
  assert.equal(client.state.kind, 'online');
});

test('a slow but steady network is waited for longer, up to 8 s a ping', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const peer = gateway.last;
  gateway.answer = (_, frame) => {
    if (frame.kind === 'ping') {
      world.platform().setTimer(() => peer.send({ kind: 'pong', sequence: frame.sequence! }), 1_900);
    }
  };
  for (let round = 0; round < 5; round++) {
    client.wake();
    await world.pass(3_000);
  }
  peer.answers = false;
  client.wake();
  await world.pass(3 * 7_500);
  assert.equal(client.state.kind, 'online');
  await world.pass(2_000);
  assert.ok(peer.isClosed);
});

test('our own late timer is not held against the server: what came meanwhile is read first', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const peer = gateway.last;
  peer.answers = false;
  client.wake();
  await world.pass(8_500);
  // The page hangs for 8 s just before the verdict; the pong came in that time and waits behind the timer.
  world.stall(8_000);
  await world.pass(50);
  assert.equal(client.state.kind, 'online');
  peer.send({ kind: 'pong', sequence: 3 });
  await world.pass(20_000);
  assert.equal(client.state.kind, 'online');
});

test('a machine that wakes up asks at once, and does not judge by the gap', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const before = gateway.last.kinds('ping').length;
  world.stall(3_600_000);
  await world.pass(10);
  assert.equal(gateway.last.kinds('ping').length, before + 1);
  await world.pass(20_000);
  assert.equal(client.state.kind, 'online');
});

test('a machine that wakes up on a dead connection finds out within 10 s, also in the middle of a question', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.answers = false;
  client.wake();
  await world.pass(8_000);
  world.stall(3_600_000);
  await world.pass(8_000);
  assert.equal(client.state.kind, 'online');
  assert.equal(gateway.peers.length, 1);
  await world.pass(2_000);
  assert.ok(gateway.peers[0]!.isClosed);
});

test('a sleep that the monotonic clock left out is noticed by the wall clock', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  await online(world, gateway);
  const before = gateway.last.kinds('ping').length;
  world.wallOffset += 3_600_000;
  await world.pass(5_100);
  assert.equal(gateway.last.kinds('ping').length, before + 1);
});

test('a wall clock that is set back, or forward a little, changes nothing', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  await world.pass(INTERVAL);
  const before = gateway.last.kinds('ping').length;
  for (const step of [-7_200_000, 3_000, -5_000]) {
    world.wallOffset += step;
    await world.pass(5_100);
  }
  assert.ok(gateway.last.kinds('ping').length - before <= 1);
  assert.equal(client.state.kind, 'online');
});

test('a hidden tab whose timers fire once a minute lives, and does not call the server dead', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  world.throttleMs = 60_000;
  await world.pass(3_600_000);
  assert.equal(client.state.kind, 'online');
  assert.equal(gateway.peers.length, 1);
});

test('a hidden tab whose timers fire once a minute finds a dead connection all the same', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  world.throttleMs = 60_000;
  await world.pass(300_000);
  gateway.last.answers = false;
  await world.pass(600_000);
  assert.ok(client.counters.sessions >= 2, `${client.counters.sessions} sessions`);
});

test('while bytes of a large message still leave, the pong is waited for, a minute at most', async () => {
  for (const moves of [true, false]) {
    const world = new World();
    const gateway = new FakeGateway();
    const client = await online(world, gateway);
    const [peer] = gateway.peers;
    const { socket } = peer!;
    peer!.answers = false;
    socket.bufferedAmount = 1_000_000;
    client.wake();
    for (let second = 0; second < 40; second++) {
      socket.bufferedAmount -= moves ? 10_000 : 0;
      await world.pass(1_000);
    }
    assert.equal(peer!.isClosed, !moves);
    if (moves) {
      for (let second = 0; second < 60; second++) {
        socket.bufferedAmount -= 1_000;
        await world.pass(1_000);
      }
      assert.ok(peer!.isClosed);
    }
  }
});

test('a directive of the server changes the interval at once, and the state says so', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.send({ kind: 'ping', sequence: 1, directives: { intervalMs: 2_000 } });
  assert.ok(client.state.kind === 'online' && client.state.intervalMs === 2_000);
  const before = gateway.last.kinds('ping').length;
  await world.pass(20_000);
  assert.ok(gateway.last.kinds('ping').length - before >= 10);
});

test('a slow status supplier is not asked twice, and pings carry what it said before', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  let asked = 0;
  const client = await online(world, gateway, {
    status: () => (++asked === 1 ? { health: 'ok' } : new Promise(() => undefined)),
  });
  client.wake();
  client.wake();
  await world.pass(10);
  const [ping] = gateway.last.kinds('ping').slice(-1);
  assert.deepEqual([asked, ping?.kind === 'ping' && ping.status?.health], [2, 'ok']);
});

test('a status beyond the limits of the protocol is told, not thrown at a timer', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const problems: string[] = [];
  const client = await online(world, gateway, { status: () => ({ health: 'x'.repeat(65) }) });
  client.on('problem', (problem) => problems.push(problem.message));
  await client.reportStatus();
  await world.pass(100);
  assert.match(problems.join(), /health has a size of 65, limit 64/);
  assert.equal(client.state.kind, 'online');
});

test('a ping carries what the status supplier said last, and one that fails is told', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const problems: string[] = [];
  let fails = false;
  const client = await online(world, gateway, {
    status: () => {
      if (fails) {
        throw new Error('no battery');
      }
      return Promise.resolve({ battery: 0.25, values: { fw: '1' } });
    },
  });
  client.on('problem', (problem) => problems.push(problem.message));
  await client.reportStatus();
  const [ping] = gateway.last.kinds('ping').slice(-1);
  assert.ok(ping?.kind === 'ping');
  assert.equal(ping.status?.battery, 0.25);
  assert.deepEqual({ ...ping.status.values }, { fw: '1' });
  fails = true;
  await client.reportStatus();
  assert.match(problems.join(), /tab-1.*status.*no battery/);
  const [without] = gateway.last.kinds('ping').slice(-1);
  assert.equal(without?.kind === 'ping' && without.status, undefined);
  assert.equal(client.state.kind, 'online');
});
