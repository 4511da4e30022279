/* Makes dist/heartwire.min.js. The tests run on it too (`npm run run-tests`). */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/*
 * The names of properties that only our own modules see, and that get short ones. What an application, the wire, a
 * store or the platform sees must not be among them; a test compares them with the exported types.
 */
const internal = readFileSync(new URL('internal-names.txt', import.meta.url), 'utf8').trim().split('\n');

await build({
  entryPoints: ['src/index.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outfile: 'dist/heartwire.min.js',
  mangleProps: new RegExp(`^(${internal.join('|')})$`),
  logLevel: 'warning',
});
