import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const HOME = new URL('../../', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, HOME), 'utf8');
}

test('no file has more than 400 lines, and nothing is put off', () => {
  for (const folder of ['src', 'test', 'gateway']) {
    for (const name of readdirSync(new URL(folder, HOME)).filter((file) => file.endsWith('.ts'))) {
      const text = read(`${folder}/${name}`);
      assert.ok(text.split('\n').length <= 401, `${folder}/${name} has more than 400 lines`);
      assert.doesNotMatch(text, new RegExp(['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', ': an' + 'y\\b'].join('|')), name);
    }
  }
});

test('the lock file pins what is installed by its content, and names no host', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { integrity?: string; resolved?: string }> };
  for (const [name, entry] of Object.entries(lock.packages).filter(([path]) => path !== '')) {
    assert.match(entry.integrity ?? '', /^sha512-/, name);
    assert.equal(entry.resolved, undefined, name);
  }
  assert.doesNotMatch(read('package-lock.json') + read('.npmrc'), /https?:/);
});

test('the client has no dependencies', () => {
  const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, unknown>;
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
});
