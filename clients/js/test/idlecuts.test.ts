import assert from 'node:assert/strict';
import test from 'node:test';
import { idleCuts, type IdleCuts, MOST_NETWORKS } from '../src/idlecuts.js';
import { FakeGateway, type Peer, online, World } from './virtual.js';

const WEEK = 7 * 86_400_000;

/** A middlebox that cuts, or forgets in silence, whoever is idle for `limitMs`. */
function middlebox(world: World, gateway: FakeGateway, limitMs: number, silent: boolean): void {
  const platform = world.platform();
  const busyUntil = new Map<Peer, unknown>();
  const busy = (peer: Peer): void => {
    platform.clearTimer(busyUntil.get(peer));
    busyUntil.set(
      peer,
      platform.setTimer(() => {
        if (silent) {
          peer.hears = false;
        } else {
          peer.cut();
        }
      }, limitMs),
    );
  };
  gateway.answer = (peer, frame) => {
    busy(peer);
    gateway.standard(peer, frame);
  };
}

const CASES: [string, number, number, boolean, number][] = [
  ['a proxy that cuts at 5 s, at the default interval', 5_000, 50_000, false, 2],
  ['a proxy that cuts at 30 s, at the default interval', 30_000, 50_000, false, 2],
  ['a NAT that forgets after 4 s, at an interval of 7 s', 4_000, 7_000, true, 2],
  ['a NAT that forgets after 4 s, at the default interval', 4_000, 50_000, true, 5],
];

for (const [what, limit, intervalMs, silent, most] of CASES) {
  test(`${what} costs at most ${most} connections`, async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const world = new World(seed);
      const gateway = new FakeGateway();
      gateway.welcome = { intervalMs };
      middlebox(world, gateway, limit, silent);
      const client = await online(world, gateway);
      await world.pass(3_600_000);
      const lost = gateway.peers.length - 1;
      assert.ok(lost <= most, `seed ${seed}: ${lost} lost`);
      assert.ok(client.state.kind === 'online' && client.state.intervalMs < limit, `seed ${seed}`);
      assert.ok(gateway.last.kinds('ping').some((ping) => ping.kind === 'ping' && ping.intervalMs! > 0 && ping.intervalMs! < limit));
    }
  });
}

test('what was learned is remembered by the next client on that network, and only there', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  middlebox(world, gateway, 5_000, false);
  const first = await online(world, gateway);
  await world.pass(600_000);
  await first.close();
  const second = await online(world, gateway);
  assert.ok(second.state.kind === 'online' && second.state.intervalMs === 4_000);
  const elsewhere = await online(world, gateway, { url: 'ws://gw-b:7408/ws' });
  assert.ok(elsewhere.state.kind === 'online' && elsewhere.state.intervalMs === 50_000);
});

test('a gateway that is stopped and started twice teaches nothing', async () => {
  const world = new World();
  const gateway = new FakeGateway();
  const client = await online(world, gateway);
  for (const idle of [20_000, 31_000, 44_000]) {
    await world.pass(90_000);
    gateway.last.send({ kind: 'ack', id: 'x' });
    await world.pass(idle);
    gateway.last.cut();
    await world.pass(5_000);
  }
  assert.ok(client.state.kind === 'online' && client.state.intervalMs === 50_000);
});

function fresh(stored = new Map<string, string>()): { cuts: IdleCuts; clock: { now: number }; stored: Map<string, string> } {
  const clock = { now: 1_700_000_000_000 };
  const store = { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => void stored.set(key, value) };
  return { cuts: idleCuts(store, () => clock.now), clock, stored };
}

function dies(cuts: IdleCuts, idle: number, silent = false, interval = 50_000, network = 'n'): void {
  cuts.died(network, idle, silent, interval);
  cuts.returned(true);
}

test('two deaths at the same age give it away, within five percent, and not one', () => {
  const { cuts } = fresh();
  dies(cuts, 30_000);
  assert.equal(cuts.interval('n', 50_000), 50_000);
  dies(cuts, 32_000);
  assert.equal(cuts.interval('n', 50_000), 50_000);
  dies(cuts, 31_000);
  assert.equal(cuts.interval('n', 50_000), 24_800);
  assert.equal(cuts.interval('n', 10_000), 10_000);
});

test('a death after which the network was away does not count', () => {
  const { cuts } = fresh();
  for (let i = 0; i < 4; i++) {
    cuts.died('n', 30_000, false, 50_000);
    cuts.returned(false);
    cuts.returned(true);
  }
  assert.equal(cuts.interval('n', 50_000), 50_000);
});

test('a ping that was answered after as much silence clears the suspicion', () => {
  const { cuts } = fresh();
  dies(cuts, 30_000, true);
  cuts.survived('n', 30_500);
  dies(cuts, 30_000, true);
  assert.equal(cuts.interval('n', 50_000), 50_000);
});

test('where the cut is silent the interval is halved at each further death, not below a second', () => {
  const { cuts } = fresh();
  let interval = 50_000;
  const learned = [];
  for (let i = 0; i < 9; i++) {
    dies(cuts, Math.max(1_000, interval), true, interval);
    interval = cuts.interval('n', 50_000);
    learned.push(interval);
  }
  assert.deepEqual(learned, [50_000, 25_000, 12_500, 6_250, 3_125, 1_563, 1_000, 1_000, 1_000]);
});

test('once a week a longer interval is tried; it is kept if it holds, and given up after one death', () => {
  const { cuts, clock } = fresh();
  dies(cuts, 5_000);
  dies(cuts, 5_000);
  assert.equal(cuts.interval('n', 50_000), 4_000);
  clock.now += WEEK;
  assert.equal(cuts.interval('n', 50_000), 8_000);
  dies(cuts, 5_000, false, 8_000);
  assert.equal(cuts.interval('n', 50_000), 4_000);
  clock.now += WEEK;
  assert.equal(cuts.interval('n', 50_000), 8_000);
  cuts.survived('n', 7_500);
  assert.equal(cuts.interval('n', 50_000), 8_000);
  clock.now += WEEK - 1;
  assert.equal(cuts.interval('n', 50_000), 8_000);
});

test('twenty networks are remembered, the one not used for longest is forgotten', () => {
  const { cuts, stored } = fresh();
  for (let i = 0; i < MOST_NETWORKS + 1; i++) {
    dies(cuts, 5_000, false, 50_000, `n${i}`);
    dies(cuts, 5_000, false, 50_000, `n${i}`);
    cuts.interval('n0', 50_000);
  }
  const again = fresh(stored).cuts;
  assert.equal(again.interval('n0', 50_000), 4_000);
  assert.equal(again.interval('n1', 50_000), 50_000);
  assert.equal(again.interval(`n${MOST_NETWORKS}`, 50_000), 4_000);
});

test('a store with nonsense in it, or that is forbidden, is as good as none', () => {
  for (const nonsense of ['{', '5', '[[1]]', '[["n","x",1]]', 'null', '[["n",-5,1]]']) {
    assert.equal(fresh(new Map([['heartwire.intervals', nonsense]])).cuts.interval('n', 50_000), 50_000);
  }
  const forbidden = {
    getItem: () => {
      throw new Error('SecurityError');
    },
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  const cuts = idleCuts(forbidden, () => 0);
  dies(cuts, 5_000);
  dies(cuts, 5_000);
  assert.equal(cuts.interval('n', 50_000), 4_000);
});
