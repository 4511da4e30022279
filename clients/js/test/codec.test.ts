import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeFrames, encodeFrame, type Frame } from '../src/frames.js';
import { HeartwireError } from '../src/error.js';

const ROOT = new URL('../../../../', import.meta.url);
const MOST = 1 << 20;

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'));
}

function hex(frame: Frame): string {
  return Buffer.from(encodeFrame(frame)).toString('hex');
}

function only(data: Uint8Array): Frame {
  const frames = decodeFrames(data, MOST);
  assert.equal(frames.length, 1);
  return frames[0]!;
}

const page = readFileSync(new URL('docs/protocol.md', ROOT), 'utf8');
const examples = new Map([...page.matchAll(/```hex\n([a-z-]+)\n([0-9a-f ]+)\n```/g)].map(([, name, text]) => [name!, text!]));

const EXPECTED: Record<string, Frame> = {
  hello: { kind: 'hello', protocolVersion: 1, clientId: 'dev-1', credential: 'secret' },
  'hello-again': {
    kind: 'hello',
    protocolVersion: 1,
    clientId: 'dev-1',
    credential: 'secret',
    lastDisconnect: {
      sessionId: 's1',
      cause: 'NO_PONG',
      sinceEndMs: 1_500,
      sinceHeardMs: 20_000,
      unackedBytes: 12,
      networkChanged: false,
      stalledMs: 0,
    },
  },
  welcome: {
    kind: 'welcome',
    sessionId: 's1',
    epoch: 1_700_000_000_000_000n,
    intervalMs: 50_000,
    timeoutMs: 150_000,
    resumeToken: new Uint8Array(),
    serverTimeMs: 1_700_000_000_000,
  },
  ping: { kind: 'ping', sequence: 7n },
  pong: { kind: 'pong', sequence: 7n },
  'ping-status': { kind: 'ping', sequence: 8n, status: { battery: 0.5, health: 'ok', values: { fw: '1.2' } }, intervalMs: 30_000 },
  'pong-directives': { kind: 'pong', sequence: 8n, directives: { intervalMs: 60_000, timeoutMs: 180_000 } },
  'hello-tags': {
    kind: 'hello',
    protocolVersion: 1,
    clientId: 'dev-1',
    tags: ['floor-2', 'lab'],
    groupData: { group: 'cars', version: 4 },
  },
  'ping-group': { kind: 'ping', sequence: 9n, groupVersion: 4 },
  'pong-group': { kind: 'pong', sequence: 9n, directives: { groupVersion: 5 } },
  message: { kind: 'message', type: 't', id: 'm1', body: new TextEncoder().encode('hi'), ackWanted: true },
  ack: { kind: 'ack', id: 'm1' },
  refusal: { kind: 'refusal', id: 'm1', cause: 1 },
  'renew-wanted': { kind: 'renew', expiresInMs: 300_000 },
  renew: { kind: 'renew', credential: 'newer' },
  goodbye: { kind: 'goodbye', code: 4101, detail: 'bye', retryAfterMs: 7_000, endpoints: ['gw-b:7400'] },
};

test('every example of the protocol page is what is sent', () => {
  assert.ok(examples.size >= 15);
  for (const [name, text] of examples) {
    assert.ok(name === 'unknown' || hex(EXPECTED[name]!) === text.replace(/ /g, ''), name);
  }
});

test('every example of the protocol page is understood, and makes the same bytes again', () => {
  for (const [name, text] of examples) {
    const frame = only(bytes(text));
    assert.equal(frame.kind, EXPECTED[name]?.kind ?? 'unknown');
    if (frame.kind !== 'unknown') {
      assert.equal(hex(frame), text.replace(/ /g, ''), name);
    }
  }
});

test('frames made by the Java side are understood, and make the same bytes again', () => {
  const lines = readFileSync(new URL('clients/js/test/vectors.txt', ROOT), 'utf8').trim().split('\n');
  assert.ok(lines.length >= 200);
  const kinds = new Set<string>();
  for (const line of lines) {
    const frame = only(bytes(line));
    kinds.add(frame.kind);
    const again = encodeFrame(frame);
    assert.equal(again.length, line.length / 2, line);
    if ('status' in frame && frame.status) {
      // Keys that are whole numbers change their place in a JavaScript object; nothing else may differ.
      assert.deepEqual(only(again), frame);
    } else {
      assert.equal(Buffer.from(again).toString('hex'), line);
    }
  }
  assert.deepEqual([...kinds].sort(), ['ack', 'goodbye', 'hello', 'message', 'ping', 'pong', 'refusal', 'welcome']);
});

test('several frames in one message are taken one after the other', () => {
  const both = Buffer.concat([encodeFrame({ kind: 'ack', id: 'a' }), encodeFrame({ kind: 'ping', sequence: 2n ** 64n - 1n })]);
  const [ack, ping] = decodeFrames(both, MOST);
  assert.deepEqual({ ...ack }, { kind: 'ack', id: 'a' });
  assert.equal(ping?.kind === 'ping' && ping.sequence, 2n ** 64n - 1n);
});

test('unknown fields and known ones of another wire type are passed over', () => {
  // Ack: id "m1", then field 9 as varint, eight bytes, length and four bytes, then id as a varint.
  const extra = '22 19 0a 02 6d 31 48 05 49 01 02 03 04 05 06 07 08 4a 01 ff 4d 01 02 03 04 08 07';
  assert.deepEqual({ ...only(bytes(`1b ${extra}`)) }, { kind: 'ack', id: 'm1' });
});

const BAD: [string, string, string][] = [
  ['a length without the bytes', '05 22 00', 'needed'],
  ['a field that is longer than its frame', '04 22 05 0a 02', 'needed'],
  ['a varint of eleven bytes', '0d 0a 0b 08 ff ff ff ff ff ff ff ff ff ff 01', 'varint'],
  ['a length beyond every limit', 'ff ff ff ff ff 01', 'limit'],
  ['a group', '01 0b', 'wire type 3'],
  ['a field with the number 0', '02 02 00', 'no field'],
  ['two kinds', '08 22 02 0a 00 0a 02 08 01', 'two kinds'],
  ['a text that is not UTF-8', '05 22 03 0a 01 ff', 'not UTF-8'],
  ['a number beyond 2^53', '0b 3a 09 18 ff ff ff ff ff ff ff 1f', 'allowed are'],
  ['a text beyond its limit', `8501 22 8201 0a 81 01 ${'61'.repeat(127)}`, 'needed'],
  ['an id of 129 bytes', `8701 22 8401 0a 81 01 ${'61'.repeat(129)}`, 'limit 128'],
];

for (const [what, text, says] of BAD) {
  test(`${what} is refused, in words`, () => {
    assert.throws(
      () => decodeFrames(bytes(text), MOST),
      (problem) => problem instanceof HeartwireError && problem.message.includes(says),
    );
  });
}

test('every beginning of a frame is refused, none hangs or is taken for a whole one', () => {
  for (const text of examples.values()) {
    const whole = bytes(text);
    for (let length = 1; length < whole.length; length++) {
      assert.throws(() => decodeFrames(whole.subarray(0, length), MOST), HeartwireError);
    }
  }
});

test('what exceeds a limit of the protocol is not sent', () => {
  assert.throws(() => hex({ kind: 'ack', id: 'x'.repeat(129) }), /id has a size of 129, limit 128/);
  assert.throws(() => hex({ kind: 'ping', sequence: 1n, intervalMs: -1 }), /intervalMs is -1/);
  assert.throws(() => hex({ kind: 'hello', protocolVersion: 1, clientId: 'a', tags: Array(17).fill('t') }), /limit 16/);
});

test('a status key called __proto__ is a key', () => {
  const values = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
  const frame = only(encodeFrame({ kind: 'ping', sequence: 1n, status: { values } }));
  assert.equal(frame.kind === 'ping' && Object.entries(frame.status!.values!).join(), '__proto__,x');
});
