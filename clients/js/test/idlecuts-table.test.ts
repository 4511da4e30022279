import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { idleCuts } from '../src/idlecuts.js';

const ROOT = new URL('../../../../', import.meta.url);

/** The tables that the tests of the Java client read, too: both learn the same. */
for (const table of ['idle-cuts.txt', 'idle-cuts-random.txt']) {
  test(`it learns what ${table} says`, () => {
    const lines = readFileSync(new URL(`clients/js/test/${table}`, ROOT), 'utf8').split('\n');
    let name = '';
    let asked = 0;
    let now = 0;
    let stored = new Map<string, string>();
    const fresh = () => idleCuts({ getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) }, () => now);
    let cuts = fresh();
    for (const line of lines.filter((each) => each && !each.startsWith('#'))) {
      const [what, first = '', second, third, fourth] = line.split(' ');
      if (what === 'case') {
        name = line;
        now = 1_700_000_000_000;
        stored = new Map();
        cuts = fresh();
      } else if (what === 'died') {
        cuts.died(first, Number(second), third === 'silent', Number(fourth));
      } else if (what === 'returned') {
        cuts.returned(first === 'yes');
      } else if (what === 'survived') {
        cuts.survived(first, Number(second));
      } else if (what === 'pass') {
        now += Number(first);
      } else if (what === 'restart') {
        cuts = fresh();
      } else {
        assert.equal(what, 'interval', line);
        asked++;
        assert.equal(cuts.interval(first, Number(second)), Number(third), `${name}: ${line}`);
      }
    }
    assert.ok(asked > 30);
  });
}
