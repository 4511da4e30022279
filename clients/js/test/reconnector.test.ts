import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Ending } from '../src/closecodes.js';
import { reconnector as create, type Step } from '../src/reconnector.js';
import { seeded } from './virtual.js';

const LOST: Ending = { code: 0, reason: 'RESET', detail: '' };
const MINUTE = 60_000;

function waitOf(step: Step | undefined): number {
  assert.ok(step?.waitMs !== undefined);
  return step.waitMs;
}

function isAttempt(step: Step | undefined): boolean {
  return step?.attempt !== undefined;
}

/** Fails `count` attempts one after the other; answers the waits between them. */
function failures(seed: number, count: number, ending = LOST): number[] {
  const reconnector = create(seeded(seed));
  const waits: number[] = [];
  let now = -5_000;
  let step = reconnector.start(now);
  for (let i = 0; i < count; i++) {
    now += waitOf(step);
    assert.ok(isAttempt(reconnector.due(now)));
    step = reconnector.ended(ending, now);
    waits.push(waitOf(step));
  }
  return waits;
}

test('waits are random, also at the cap, and never leave 1 s to 60 s', () => {
  const late: number[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const waits = failures(seed, 9);
    waits.forEach((wait) => assert.ok(wait >= 1_000 && wait <= MINUTE, `seed ${seed}: ${waits}`));
    late.push(waits[8]!);
  }
  assert.equal(new Set(late).size, late.length, 'two waits are the same');
  const rounded = new Set(late.map((wait) => Math.round(wait / 1_000)));
  assert.ok(rounded.size > 25, `only ${rounded.size} different seconds among 200`);
});

test('there are at most ten attempts in any minute, whatever wakes it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const reconnector = create(seeded(seed));
    const attempts: number[] = [];
    let now = 0;
    let dueAt = waitOf(reconnector.start(now));
    for (; now < 10 * MINUTE; now += 50) {
      const woken = reconnector.wake(now);
      dueAt = woken ? now + waitOf(woken) : dueAt;
      if (now >= dueAt && isAttempt(reconnector.due(now))) {
        attempts.push(now);
        dueAt = now + waitOf(reconnector.ended(LOST, now));
      }
    }
    attempts.forEach((at, index) => assert.ok(index < 10 || at - attempts[index - 10]! >= MINUTE, `seed ${seed}`));
    assert.ok(attempts.length > 50);
  }
});

test('only a session that has held for a minute makes the failures before it forgotten', () => {
  for (const [held, fresh] of [
    [59_000, false],
    [60_000, true],
  ] as const) {
    const reconnector = create(seeded(3));
    let now = waitOf(reconnector.start(0));
    for (let i = 0; i < 6; i++) {
      reconnector.due(now);
      now += waitOf(reconnector.ended(LOST, now));
    }
    now = Math.ceil(now);
    reconnector.due(now);
    reconnector.accepted(now);
    now += held;
    const wait = waitOf(reconnector.ended(LOST, now));
    assert.equal(wait <= 1_000, fresh);
    const step = reconnector.due(now + wait);
    assert.equal(step?.attempt, fresh ? 1 : 8);
  }
});

test('a turn is kept even where the budget is spent, but no server makes it twenty a minute', () => {
  const reconnector = create(seeded(4));
  const turn: Ending = { code: 4105, reason: 'LATER', detail: '', retryAfterMs: 100 };
  let now = waitOf(reconnector.start(0));
  const attempts: number[] = [];
  for (let i = 0; i < 60; i++) {
    assert.ok(isAttempt(reconnector.due(now)));
    attempts.push(now);
    now += waitOf(reconnector.ended(turn, now));
  }
  // The budget of ten is spent within the first minute, and yet there is an eleventh.
  assert.ok(attempts[10]! < MINUTE);
  attempts.forEach((at, index) => assert.ok(index < 20 || at - attempts[index - 20]! >= MINUTE, `${attempts}`));
});

test('"later" without a time waits about as long as the longest back-off', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const [wait] = failures(seed, 1, { code: 4100, reason: 'BUSY', detail: '' });
    assert.ok(wait! >= 30_000 && wait! <= MINUTE);
  }
});

test('a hint of days counts as an hour', () => {
  const [wait] = failures(1, 1, { code: 4100, reason: 'BUSY', detail: '', retryAfterMs: 1e12 });
  assert.ok(wait! <= 3_601_000);
});

test('called too early, due answers with the rest of the wait', () => {
  const reconnector = create(() => 0.5);
  assert.equal(waitOf(reconnector.start(1_000)), 500);
  assert.equal(waitOf(reconnector.due(1_200)), 300);
});

/** What a session that ended with `code` is followed by. */
function afterwards(code: number): string {
  const reconnector = create(seeded(5));
  const now = waitOf(reconnector.start(0));
  reconnector.due(now);
  reconnector.accepted(now);
  const step = reconnector.ended({ code, reason: '', detail: '' }, now + 2 * MINUTE)!;
  return step.credentialWanted === undefined ? `back within ${waitOf(step) <= 1_000 ? 'a second' : 'a minute'}` : `stopped ${step.credentialWanted}`;
}

test('the advice of every close code is that of docs/close-codes.md', () => {
  const page = readFileSync(new URL('../../../../docs/close-codes.md', import.meta.url), 'utf8');
  const advice = [...page.matchAll(/^\| (4\d)00–(\d+) \| `([A-Z_]+)`/gm)].map(([, hundred, last, word]) => {
    const [first, end] = [afterwards(Number(hundred) * 100), afterwards(Number(last))];
    assert.equal(first, end);
    return [word, first];
  });
  assert.deepEqual(advice, [
    ['RECONNECT', 'back within a second'],
    ['RECONNECT_LATER', 'back within a minute'],
    ['RECONNECT_WITH_NEW_CREDENTIAL', 'stopped true'],
    ['DO_NOT_RECONNECT', 'stopped false'],
    ['REPAIR_FIRST', 'stopped false'],
  ]);
});
