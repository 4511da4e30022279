import assert from 'node:assert/strict';
import { type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import test, { type TestContext } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { createClient, type HeartwireClient } from '../src/index.js';
import { until } from './until.js';
import { decode, encode, type Frame, type Hello } from './wire.js';

const MIN_FILE = new URL('../../dist/heartwire.min.js', import.meta.url);

/** A server on a real socket that welcomes, acknowledges and answers pings. */
async function serve(t: TestContext): Promise<{ url: string; server: WebSocketServer; sockets: WebSocket[]; got: Frame[] }> {
  const server = new WebSocketServer({ port: 0, handleProtocols: (all) => [...all][0]! });
  const sockets: WebSocket[] = [];
  const got: Frame[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      const frame = decode(data);
      got.push(frame);
      answer(socket, frame);
    });
  });
  await new Promise((listening) => server.once('listening', listening));
  t.after(() => {
    sockets.forEach((socket) => socket.terminate());
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`, server, sockets, got };
}

function answer(socket: WebSocket, frame: Frame): void {
  if (frame.kind === 'hello') {
    const resumeToken = Uint8Array.of(1);
    socket.send(encode({ kind: 'welcome', sessionId: 's', epoch: 1, intervalMs: 50_000, timeoutMs: 150_000, resumeToken, serverTimeMs: 1 }));
  } else if (frame.kind === 'message' && frame.ackWanted) {
    socket.send(encode({ kind: 'ack', id: frame.id! }));
  }
}

type Create = typeof createClient;

function connect(t: TestContext, create: Create, url: string): HeartwireClient {
  const client = create({ url, clientId: 'node-1', WebSocket });
  t.after(() => client.close());
  client.connect();
  return client;
}

const minified = (await import(MIN_FILE.href)) as { createClient: Create };

for (const [what, create] of [
  ['the modules', createClient],
  ['the minified file', minified.createClient],
] as const) {
  test(`${what} talk over a real socket, come back when it is cut, and say goodbye`, async (t) => {
    const { url, sockets, got } = await serve(t);
    const client = connect(t, create, url);
    await client.deliver('report', 'x'.repeat(200_000));
    sockets[0]!.terminate();
    await until('a second session', () => client.counters.sessions === 2);
    await client.deliver('report', 'again');
    await client.close();
    const goodbyes = got.filter((frame) => frame.kind === 'goodbye');
    assert.deepEqual(
      goodbyes.map(({ code }) => code),
      [4300],
    );
    const hellos = got.filter((frame) => frame.kind === 'hello');
    assert.equal((hellos[1] as Hello).lastDisconnect?.cause, 'RESET');
  });
}

test('a server that is not there is tried again, and nothing is thrown at the process', async (t) => {
  const { url, server, sockets } = await serve(t);
  const client = connect(t, createClient, url);
  await until('a session', () => client.counters.sessions === 1);
  sockets[0]!.terminate();
  await new Promise((closed) => server.close(closed));
  await until('a failed attempt', () => client.state.kind === 'waiting' && client.state.why.reason === 'CONNECT_FAILED');
});

test('the minified file keeps its budget', () => {
  const file = readFileSync(MIN_FILE);
  assert.ok(file.length <= 12_288, `${file.length} bytes, budget 12,288: leave something out`);
});
