/*
 * One client in Node or Chromium that says what it sees, until its standard input ends: JavaScriptCableTest runs this
 * in a network namespace, cuts the network and compares it with what the gateway sees.
 */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { createClient } from '../src/index.js';
import { URL_OF_GATEWAY, watch } from './door.js';
import { page, seen } from './page.js';

const [where = '', clientId = ''] = process.argv.slice(2);

let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();

function say(what: string): void {
  process.stdout.write(`saw ${what}\n`);
}

async function inNode(t: TestContext): Promise<void> {
  const client = createClient({ url: URL_OF_GATEWAY, clientId, WebSocket });
  t.after(() => client.close());
  client.on('state', (state) => say(`${state.kind} ${state.kind === 'online' ? state.sessionId : state.kind === 'waiting' ? state.why.reason : ''}`));
  client.connect();
  while (!isOver) {
    await watch(50);
  }
}

async function inChromium(t: TestContext): Promise<void> {
  const tab = await page(t, clientId, URL_OF_GATEWAY);
  for (let said = 0; !isOver; await watch(50)) {
    const { states } = await seen(tab);
    states.slice(said).forEach(say);
    said = states.length;
  }
}

test('says what it sees', async (t) => {
  assert.match(where, /^(Node|Chromium)$/);
  await (where === 'Node' ? inNode(t) : inChromium(t));
});
