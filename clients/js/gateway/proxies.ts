/* A real nginx and a real HAProxy in front of a gateway, which cut what is idle for 5 s. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../test/until.js';

/** Something to end when a test has. */
type Ends = (end: () => void) => void;

/** A proxy in front of `gateway`, a URL; answers its own. */
export type Proxy = (gateway: string, ends: Ends) => Promise<string>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => answer(true));
    socket.on('error', () => answer(false)).on('connect', () => socket.destroy());
  });
}

function proxy(name: string, configuration: (home: string, port: number, gateway: string) => string, args: (file: string) => string[]): Proxy {
  return async (gateway, ends) => {
    const port = await freePort();
    const home = mkdtempSync(join(tmpdir(), `heartwire-${name}`));
    const file = join(home, `${name}.conf`);
    writeFileSync(file, configuration(home, port, new URL(gateway).host));
    const process = spawn(name, args(file), { stdio: ['ignore', 'ignore', 'inherit'] });
    ends(() => {
      process.kill();
      rmSync(home, { recursive: true, force: true });
    });
    await until(`${name} on ${port}`, () => accepts(port), 10_000);
    return `ws://127.0.0.1:${port}/ws`;
  };
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export const nginx = proxy(
  'nginx',
  (home, port, gateway) => `daemon off; pid ${home}/pid; error_log stderr error; events {}
    http { access_log off; ${TEMPORARY.map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
      server { listen 127.0.0.1:${port}; location /ws {
        proxy_pass http://${gateway}; proxy_http_version 1.1; proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_read_timeout 5s; } } }`,
  (file) => ['-c', file, '-e', 'stderr'],
);

export const haproxy = proxy(
  'haproxy',
  (_, port, gateway) => `defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    timeout tunnel 5s
frontend web
    bind 127.0.0.1:${port}
    default_backend gateway
backend gateway
    server gateway ${gateway}
`,
  (file) => ['-db', '-q', '-f', file],
);
