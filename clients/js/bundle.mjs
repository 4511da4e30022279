/*
 * Makes dist/heartwire.min.js. Names of properties that only this package uses are made short; kept are those
 * of the language and the browser, those of the frames (they stand in the tables as words) and those of the
 * interface. Whatever is kept too many costs bytes, whatever too few breaks a test: both run on the result.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { build } from 'esbuild';

const BROWSER = `
  addEventListener binaryType bufferedAmount clearTimeout close code connection document getItem hostname href localStorage
  navigator onclose onerror onmessage onopen password pathname performance port protocol reason removeEventListener
  send setItem setTimeout terminate type url username visibilityState wasClean data WebSocket window now
`;

const INTERFACE = `
  createClient HeartwireError on connect send deliver reportStatus wake credential close state counters
  url clientId user version tags intervalMs groupData status outbox messages bytes maxFrameBytes store platform
  wall random setTimer clearTimer
  connecting online waiting closed kind attempt since sessionId epoch until why credentialWanted detail retryAfterMs
  message groupStale problem id body ackWanted group battery signal load health values
  sent acked refused received dropped repeated sessions held reason name
  frame entry ping pong ack hello welcome goodbye refusal directives
`;

const LANGUAGE = [Array, Map, Set, String, Number, BigInt, Boolean, Promise, Uint8Array, DataView, ArrayBuffer, Object, Error, RegExp]
  .concat([Math, JSON, TextEncoder, TextDecoder, URL, Function, console, Symbol, Object.getPrototypeOf(Uint8Array)])
  .flatMap((known) => [known, known.prototype])
  .filter((known) => known !== undefined)
  .flatMap((known) => Object.getOwnPropertyNames(known))
  .concat(['value', 'done', 'fatal', 'ignoreBOM', 'enumerable', 'configurable', 'writable', 'get', 'set', 'key']);

function words(text) {
  return text.match(/\w+/g) ?? [];
}

const sources = readdirSync('src').map((file) => readFileSync(`src/${file}`, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, ''));
const kept = new Set([...LANGUAGE, ...words(BROWSER), ...words(INTERFACE)]);
// The words in the tables of frames.
sources.flatMap((source) => source.match(/\b\w+(?=:[A-Za-z]+\d*[ \n'`])/g) ?? []).forEach((name) => kept.add(name));
const used = sources.flatMap((source) => [
  ...(source.match(/(?<=\.)[a-zA-Z]\w+/g) ?? []),
  ...(source.match(/\b[a-zA-Z]\w+(?=\??[:(])/g) ?? []),
  ...(source.match(/(?<=(?:private|readonly|get) )\w+/g) ?? []),
]);
const short = [...new Set(used)].filter((name) => !kept.has(name));

await build({
  entryPoints: ['src/index.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  mangleProps: new RegExp(`^(${short.join('|')})$`),
  outfile: 'dist/heartwire.min.js',
  logLevel: 'warning',
});
