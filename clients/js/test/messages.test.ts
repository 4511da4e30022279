import assert from 'node:assert/strict';
import test from 'node:test';
import type { HeartwireError, Message } from '../src/index.js';
import { client as make, FakeGateway, online, settle, World } from './virtual.js';
import type { Frame } from './wire.js';

const BODY = new Uint8Array();

function message(id: string, type = 't'): Frame {
  return { kind: 'message', type, id, body: BODY, ackWanted: true };
}

function ids(frames: Frame[]): string[] {
  return frames.map((frame) => frame.id!);
}

test('what is sent before there is a connection leaves with the first one, in order', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = make(world, gateway);
  assert.equal(client.send('a', 'one'), true);
  const delivered = client.deliver('b', Uint8Array.of(1, 2));
  client.connect();
  await world.pass(1_010);
  const [a, b] = gateway.last.kinds('message') as (Frame & Message)[];
  assert.deepEqual([a!.type, new TextDecoder().decode(a!.body), a!.ackWanted, a!.id], ['a', 'one', false, '']);
  assert.deepEqual([b!.type, [...b!.body], b!.ackWanted], ['b', [1, 2], true]);
  gateway.last.send({ kind: 'ack', id: b!.id });
  await delivered;
  assert.deepEqual([client.counters.sent, client.counters.acked, client.counters.held], [2, 1, 0]);
});

test('what was not acknowledged is sent again on the next connection, first and under its id', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  void client.deliver('first');
  void client.deliver('second');
  const before = ids(gateway.last.kinds('message'));
  assert.equal(new Set(before).size, 2);
  gateway.last.cut();
  void client.deliver('third');
  await world.pass(5_000);
  const again = ids(gateway.last.kinds('message'));
  assert.deepEqual(again.slice(0, 2), before);
  assert.equal(again.length, 3);
});

test('two clients never use the same id', async () => {
  const all = new Set<string>();
  for (const seed of [1, 2, 3]) {
    const world = new World(seed);
    const gateway = new FakeGateway();
    const client = await online(world, gateway);
    void client.deliver('t');
    void client.deliver('t');
    ids(gateway.last.kinds('message')).forEach((id) => all.add(id));
  }
  assert.equal(all.size, 6);
});

test('beyond its bounds the outbox takes nothing, and says how full it is', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = make(world, gateway, { outbox: { messages: 2, bytes: 1_000 } });
  assert.equal(client.send('a'), true);
  assert.equal(client.send('a', 'x'.repeat(900)), false);
  assert.equal(client.send('a'), true);
  await assert.rejects(client.deliver('a'), (problem: HeartwireError) => {
    assert.ok(problem.name === 'HeartwireError' && problem.code === 'OUTBOX_FULL');
    assert.match(problem.message, /2 of 2 messages/);
    return true;
  });
  assert.equal(client.counters.refused, 2);
});

test('a socket that does not empty keeps the rest in the outbox, until there is room', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const { socket } = gateway.last;
  socket.bufferedAmount = 70_000;
  client.send('a');
  await world.pass(1_000);
  assert.equal(gateway.last.kinds('message').length, 0);
  socket.bufferedAmount = 10;
  await world.pass(60);
  assert.equal(gateway.last.kinds('message').length, 1);
});

test('a message that met no room is sent again after a second, then after twice as long', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const times: number[] = [];
  gateway.answer = (peer, frame) => {
    if (frame.kind === 'message') {
      times.push(world.time);
      peer.send(times.length < 5 ? { kind: 'refusal', id: frame.id!, cause: 'BUSY' } : { kind: 'ack', id: frame.id! });
    } else {
      gateway.standard(peer, frame);
    }
  };
  const delivered = client.deliver('busy');
  await world.pass(30_000);
  await delivered;
  const waits = times.slice(1).map((time, index) => time - times[index]!);
  [1_000, 2_000, 4_000, 8_000].forEach((least, index) => {
    assert.ok(waits[index]! >= least && waits[index]! <= 1.5 * least + 1, `${waits}`);
  });
});

test('a message whose handler failed is not sent again', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const delivered = client.deliver('t');
  gateway.last.send({ kind: 'refusal', id: ids(gateway.last.kinds('message'))[0]!, cause: 'FAILED' });
  await assert.rejects(delivered, (problem: HeartwireError) => problem.name === 'HeartwireError' && problem.code === 'REFUSED');
  await world.pass(120_000);
  assert.equal(gateway.last.kinds('message').length, 1);
  assert.equal(client.counters.held, 0);
});

test('close fails what was not acknowledged, and takes nothing more', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const delivered = client.deliver('t');
  const failed = assert.rejects(delivered, (problem: HeartwireError) => problem.name === 'HeartwireError' && problem.code === 'CLOSED');
  await client.close();
  await failed;
  await assert.rejects(client.deliver('t'), /client is closed/);
  assert.equal(client.send('t'), false);
});

test('a message is acknowledged once its listener is done with it, and handed on once', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  let done: () => void = () => undefined;
  const seen: string[] = [];
  client.on('message', ({ id }) => {
    seen.push(id);
    return new Promise<void>((resolve) => (done = resolve));
  });
  gateway.last.send(message('m1'), message('m1'));
  await settle();
  assert.equal(gateway.last.kinds('ack').length, 0);
  gateway.last.cut();
  await world.pass(5_000);
  done();
  await settle();
  assert.deepEqual(ids(gateway.last.kinds('ack')), ['m1']);
  gateway.last.send(message('m1'));
  await settle();
  assert.equal(gateway.last.kinds('ack').length, 2);
  assert.deepEqual(seen, ['m1']);
  assert.deepEqual([client.counters.received, client.counters.repeated], [3, 2]);
});

test('messages are handed on in order, one after the other, also by slow listeners', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  const log: string[] = [];
  client.on('message', async ({ id }) => {
    log.push(`+${id}`);
    await Promise.resolve();
    log.push(`-${id}`);
  });
  gateway.last.send(message('1'), message('2'), message('3'));
  await settle();
  await settle();
  assert.deepEqual(log, ['+1', '-1', '+2', '-2', '+3', '-3']);
});

test('a message whose listener fails, or that nobody listens for, is not acknowledged and may come again', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  gateway.last.send(message('m0'));
  await settle();
  let fails = true;
  client.on('problem', () => undefined);
  client.on('message', () => {
    if (fails) {
      throw new Error('full disk');
    }
  });
  gateway.last.send(message('m1'));
  await settle();
  assert.equal(gateway.last.kinds('ack').length, 0);
  fails = false;
  gateway.last.send(message('m1'), message('m0'));
  await settle();
  await settle();
  assert.deepEqual(ids(gateway.last.kinds('ack')), ['m1', 'm0']);
});

test('a listener that is too far behind costs messages, not memory', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  client.on('message', () => new Promise(() => undefined));
  for (let i = 0; i < 1_100; i++) {
    gateway.last.send(message(`m${i}`));
  }
  assert.deepEqual([client.counters.received, client.counters.dropped], [1_100, 100]);
});

test('stale group data is told once for each version, and named in pings once it was dropped', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  gateway.welcome = { groupData: { group: 'cars', version: 4 } };
  const client = make(world, gateway);
  const told: string[] = [];
  client.on('groupStale', ({ group, version }) => told.push(`${group} ${version}`));
  client.connect();
  await world.pass(1_010);
  assert.deepEqual(told, ['cars 4']);
  gateway.last.send({ kind: 'ping', sequence: 1, directives: { groupVersion: 5 } });
  gateway.last.send({ kind: 'pong', sequence: 0, directives: { groupVersion: 5 } });
  await settle();
  assert.deepEqual(told, ['cars 4', 'cars 5']);
  const [ping] = gateway.last.kinds('ping').slice(-1);
  assert.equal(ping?.kind === 'ping' && ping.groupVersion, 5);
  gateway.welcome = { groupData: { group: 'cars', version: 5 } };
  gateway.last.cut();
  await world.pass(5_000);
  assert.deepEqual({ ...gateway.last.hello.groupData }, { group: 'cars', version: 5 });
  assert.equal(told.length, 2);
});

test('group data whose listener failed is told again', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  gateway.welcome = { groupData: { group: 'cars', version: 4 } };
  const client = make(world, gateway);
  let told = 0;
  client.on('problem', () => undefined);
  client.on('groupStale', () => {
    if (++told === 1) {
      throw new Error('busy');
    }
  });
  client.connect();
  await world.pass(1_010);
  gateway.last.send({ kind: 'pong', sequence: 0, directives: { groupVersion: 4 } });
  gateway.last.send({ kind: 'pong', sequence: 0, directives: { groupVersion: 4 } });
  await settle();
  assert.equal(told, 2);
});
