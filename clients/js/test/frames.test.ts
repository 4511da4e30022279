import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { check, checkStatus, fromBase64, toBase64, utf8 } from '../src/frames.js';
import { FakeGateway, online, World } from './virtual.js';
import { decode } from './wire.js';

const HOME = new URL('../../', import.meta.url);

test('any bytes come back from base64 as they were', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 151 + length) % 256);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
});

test('what exceeds a limit of the protocol is not sent, and the value is named', () => {
  assert.throws(() => check('type', utf8('é'.repeat(129)), 256), /type has a size of 258, limit 256/);
  check('type', utf8('é'.repeat(128)), 256);
  const values = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, 'v']));
  assert.throws(() => checkStatus({ values }), /values has a size of 33, limit 32/);
  assert.throws(() => checkStatus({ values: { ['k'.repeat(65)]: '' } }), /key has a size of 65/);
  assert.throws(() => checkStatus({ values: { fw: 'x'.repeat(257) } }), /fw has a size of 257/);
  checkStatus({});
});

test('every frame of the protocol page is taken, or ends the connection as it says', async () => {
  const page = readFileSync(new URL('../../docs/protocol.md', HOME), 'utf8');
  const [, block = ''] = /## The JSON form[^]*?```json\n([^]*?)```/.exec(page) ?? [];
  const lines = block.trim().split('\n');
  assert.ok(lines.length >= 7);
  for (const line of lines) {
    const world = new World();
    const gateway = new FakeGateway();
    const client = await online(world, gateway);
    gateway.last.sendRaw(line);
    assert.equal(client.state.kind, decode(line).kind === 'goodbye' ? 'waiting' : 'online', line);
    assert.equal(gateway.last.kinds('goodbye').length, 0, line);
  }
});

const KINDS = ['ping', 'pong', 'message', 'ack', 'refusal', 'welcome', 'goodbye', 'renew', 'hello', 'later'];
const FIELDS =
  'sequence directives intervalMs groupVersion id type body ackWanted cause code reason detail retryAfterMs endpoints epoch sessionId groupData expiresInMs';
const WRONG = [null, true, -1, 1e400, 0.5, 'x', '', [], [7], {}, { intervalMs: 'x', groupVersion: [] }, { group: 7, version: 'x' }];

test('values of the wrong type never stop it for good, nor make it spin', async () => {
  for (const kind of KINDS) {
    for (const value of WRONG.flatMap((wrong) => [wrong, Object.fromEntries(FIELDS.split(' ').map((name) => [name, wrong]))])) {
      const world = new World();
      const gateway = new FakeGateway();
      const client = await online(world, gateway);
      gateway.last.sendRaw(JSON.stringify({ [kind]: value }, (_, part: unknown) => (part === Infinity ? 'infinite' : part)).replaceAll('"infinite"', '1e400'));
      await world.pass(120_000);
      const what = `${kind} ${JSON.stringify(value)}`;
      const { state } = client;
      if (state.kind === 'waiting') {
        assert.ok(state.until > world.time + world.wallOffset, `${what}: waits for nothing`);
      } else {
        assert.equal(state.kind, 'online', what);
        const asked = gateway.last.kinds('ping').length;
        client.wake();
        assert.equal(gateway.last.kinds('ping').length, asked + 1, `${what}: is online without a connection`);
      }
      assert.ok(gateway.peers.length <= 12, `${what}: ${gateway.peers.length} connections`);
      assert.ok(gateway.last.got.length <= 30, `${what}: ${gateway.last.got.length} frames`);
    }
  }
});

test('what the bundle gives short names is seen by our own modules only', () => {
  const types = ['api', 'options', 'state', 'closecodes', 'error', 'frames', 'platform'].map((name) => readFileSync(new URL(`src/${name}.ts`, HOME), 'utf8')).join('\n');
  const seen = new Set([...types.matchAll(/\b(\w+)\??(?=:|\()/g)].map(([, name]) => name!));
  const internal = readFileSync(new URL('internal-names.txt', HOME), 'utf8').trim().split('\n');
  assert.ok(internal.length > 40);
  assert.ok(seen.has('retryAfterMs') && seen.has('addEventListener') && seen.has('deliver'));
  assert.deepEqual(
    internal.filter((name) => seen.has(name)),
    [],
  );
});
