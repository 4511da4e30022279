/* The real gateway, as the environment names it, and what stands between it and a client. */
import { createHmac } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { type TestContext } from 'node:test';

function named(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(`${variable} is not set: run these tests with './heartwire test', or start a gateway and name its doors`);
  }
  return value;
}

/** `ws://host:port/ws` of a gateway with the default interval. */
export const URL_OF_GATEWAY = named('HEARTWIRE_URL');
/** The same, of one whose interval is 500 ms and whose timeout is 1,500 ms. */
export const URL_OF_QUICK = named('HEARTWIRE_QUICK_URL');

/** The same, of one that wants JSON Web Tokens, and a newer one 3 s before the last runs out; it waits for 1 s more. */
export const URL_OF_STRICT = named('HEARTWIRE_STRICT_URL');
const SECRET_OF_STRICT = named('HEARTWIRE_STRICT_SECRET');

/** A token that is good for `seconds`. */
export function token(seconds: number): string {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'ann', exp: Math.floor(Date.now() / 1_000) + seconds })}`;
  return `${signed}.${createHmac('sha256', SECRET_OF_STRICT).update(signed).digest('base64url')}`;
}

const ADMIN = named('HEARTWIRE_ADMIN');
const QUICK_ADMIN = named('HEARTWIRE_QUICK_ADMIN');

export const PORT_OF_GATEWAY = Number(new URL(URL_OF_GATEWAY).port);

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

/** What the administration answers. */
export async function admin(path: string, method = 'GET', body?: object, of = ADMIN): Promise<Answer> {
  const answer = await fetch(`${of}/api/v1${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

/** Where a gateway says that a client is: ALIVE, for example, or OFFLINE. */
export async function presence(clientId: string, quick = false): Promise<unknown> {
  return (await admin(`/clients/${clientId}`, 'GET', undefined, quick ? QUICK_ADMIN : ADMIN)).json['state'];
}

let names = 0;

/** A client id that no other test has. */
export function freshId(what: string): string {
  return `${what}-${process.pid}-${++names}`;
}

/** That nothing happens can only be seen by looking on for a while. */
export function watch(ms: number): Promise<void> {
  return new Promise((seen) => setTimeout(seen, ms));
}

/** A cable to the gateway that can be cut, or lose all that travels without a word. */
export class Cable {
  lost = 0;
  private silent = false;
  private readonly ends = new Set<Socket>();

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async lay(t: TestContext, toPort: number): Promise<Cable> {
    const server = createServer();
    const cable = new Cable(server);
    server.on('connection', (near) => cable.join(near, connect(toPort, '127.0.0.1')));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    t.after(() => {
      cable.cut();
      server.close();
    });
    return cable;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/ws`;
  }

  /** Ends every connection with a reset. */
  cut(): void {
    this.ends.forEach((end) => end.resetAndDestroy());
    this.ends.clear();
  }

  /** Loses what travels from now on, or no longer; connections that lost something stay lost. */
  silence(silent: boolean): void {
    this.silent = silent;
  }

  private join(near: Socket, far: Socket): void {
    let dead = false;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (data) => {
        dead ||= this.silent;
        if (dead) {
          this.lost += data.length;
        } else {
          to.write(data);
        }
      });
    }
  }
}
