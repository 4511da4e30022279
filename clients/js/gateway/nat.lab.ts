/* A client for a test that stands behind a router of its own: `node nat.lab.js URL`; says a line for each state, until it is ended. */
import { WebSocket } from 'ws';
import { createClient } from '../src/index.js';

const client = createClient({ url: process.argv[2]!, WebSocket, clientId: 'shy-js' });
client.on('state', (state) => console.log(state.kind === 'online' ? `online, heartbeat every ${state.intervalMs / 1_000} s` : state.kind));
client.connect();
