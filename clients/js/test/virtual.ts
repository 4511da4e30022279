/* A world in virtual time: clock, timers, page events and sockets, all in the hands of the test. */
import * as modules from '../src/index.js';
import type { Options } from '../src/options.js';
import type { Platform } from '../src/platform.js';
import { decode, encode, type Frame, type Hello } from './wire.js';

/** The modules, or with HEARTWIRE_MINIFIED the minified file: the same tests run on both. */
const minified = new URL('../../dist/heartwire.min.js', import.meta.url).href;
const subject = (process.env['HEARTWIRE_MINIFIED'] ? await import(minified) : modules) as typeof modules;

/** Random numbers that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Page {
  visibilityState = 'visible';
  private readonly all = new Map<string, Set<() => void>>();

  addEventListener(type: string, listener: () => void, { signal }: { signal: AbortSignal }): void {
    const listeners = this.all.get(type) ?? new Set();
    this.all.set(type, listeners.add(listener));
    signal.addEventListener('abort', () => void listeners.delete(listener));
  }

  fire(type: string): void {
    [...(this.all.get(type) ?? [])].forEach((listener) => listener());
  }

  get listeners(): number {
    return [...this.all.values()].reduce((count, listeners) => count + listeners.size, 0);
  }
}

interface Timer {
  at: number;
  run: () => void;
}

export class World {
  /** Hostile on purpose: not zero. */
  time = 123_456.7;
  wallOffset = 1_700_000_000_000;
  /** Timers fire at multiples of this only, as in a hidden tab. */
  throttleMs = 0;
  readonly window = new Page();
  readonly document = new Page();
  readonly stored = new Map<string, string>();
  private readonly timers = new Set<Timer>();

  constructor(readonly seed = 1) {}

  platform(): Platform {
    return {
      now: () => this.time,
      wall: () => this.time + this.wallOffset,
      random: seeded(this.seed),
      setTimer: (run, ms) => {
        const timer = { at: this.time + Math.max(0, ms), run };
        this.timers.add(timer);
        return timer;
      },
      clearTimer: (timer) => void this.timers.delete(timer as Timer),
      connection: undefined,
      store: {
        getItem: (key) => this.stored.get(key) ?? null,
        setItem: (key, value) => void this.stored.set(key, value),
      },
      window: this.window,
      document: this.document,
    };
  }

  /** Lets `ms` pass; timers fire on the way, and promises are kept in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const due = [...this.timers].map((timer) => ({ timer, at: this.firesAt(timer) })).sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > end) {
        break;
      }
      this.time = Math.max(this.time, due.at);
      this.timers.delete(due.timer);
      due.timer.run();
      await settle();
    }
    this.time = end;
  }

  /** The process does not run for `ms`: time passes, and no timer fires. */
  stall(ms: number): void {
    this.time += ms;
  }

  private firesAt({ at }: Timer): number {
    return this.throttleMs > 0 ? Math.ceil(at / this.throttleMs) * this.throttleMs : at;
  }
}

/** Until promises that wait for nothing else are kept. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await Promise.resolve();
  }
}

/** The server's end of one connection. */
export class Peer {
  readonly got: Frame[] = [];
  closedWith: number | undefined;
  isClosed = false;
  isTerminated = false;
  /** False: what the client sends is lost. */
  hears = true;
  /** False: nothing is answered by itself. */
  answers = true;

  constructor(
    readonly socket: FakeSocket,
    private readonly gateway: FakeGateway,
  ) {}

  get hello(): Hello {
    return this.got[0] as Hello;
  }

  kinds(kind: Frame['kind']): Frame[] {
    return this.got.filter((frame) => frame.kind === kind);
  }

  send(...frames: Frame[]): void {
    frames.forEach((frame) => this.sendRaw(encode(frame)));
  }

  sendRaw(data: unknown): void {
    this.socket.onmessage?.({ data } as never);
  }

  /** The connection is gone, as the client's socket sees it. */
  cut(code = 1006, reason = ''): void {
    this.socket.onclose?.({ code, reason, wasClean: code !== 1006 } as never);
  }

  heard(text: string): void {
    if (!this.hears) {
      return;
    }
    const frame = decode(text);
    this.got.push(frame);
    if (this.answers) {
      this.gateway.answer(this, frame);
    }
  }
}

export class FakeSocket {
  bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly peer: Peer;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    gateway: FakeGateway,
  ) {
    this.peer = new Peer(this, gateway);
  }

  send(text: string): void {
    this.peer.heard(text);
  }

  /** As `ws` has it. */
  terminate(): void {
    this.peer.isTerminated = true;
  }

  close(code?: number): void {
    this.peer.closedWith ??= code;
    this.peer.isClosed = true;
    this.onclose?.({ code, reason: '', wasClean: true } as never);
  }
}

/** A gateway that accepts, welcomes and answers pings; a test changes what it does. */
export class FakeGateway {
  readonly peers: Peer[] = [];
  welcome: Partial<Frame> = {};
  /** What happens to a new connection. */
  onConnect: (peer: Peer) => void = (peer) => peer.socket.onopen?.({} as never);
  answer: (peer: Peer, frame: Frame) => void = (peer, frame) => this.standard(peer, frame);

  get last(): Peer {
    return this.peers[this.peers.length - 1]!;
  }

  standard(peer: Peer, frame: Frame): void {
    if (frame.kind === 'hello') {
      peer.send({
        kind: 'welcome',
        sessionId: `s${this.peers.length}`,
        epoch: this.peers.length,
        intervalMs: 50_000,
        timeoutMs: 150_000,
        resumeToken: Uint8Array.of(this.peers.length),
        serverTimeMs: 1,
        ...this.welcome,
      });
    } else if (frame.kind === 'ping') {
      peer.send({ kind: 'pong', sequence: frame.sequence! });
    }
  }

  socket(world: Platform): new (url: string, protocols: string[]) => FakeSocket {
    const gateway = this;
    return class extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, gateway);
        gateway.peers.push(this.peer);
        world.setTimer(() => gateway.onConnect(this.peer), 1);
      }
    };
  }
}

/** A client in `world` that is about to connect to `gateway`. */
export function client(world: World, gateway: FakeGateway, more: Partial<Options> = {}): modules.HeartwireClient {
  const platform = world.platform();
  return subject.createClient({ url: 'ws://gw:7408/ws', clientId: 'tab-1', platform, WebSocket: gateway.socket(platform), ...more });
}

/** The same, connected and welcomed. */
export async function online(world: World, gateway: FakeGateway, more: Partial<Options> = {}): Promise<modules.HeartwireClient> {
  const made = client(world, gateway, more);
  made.connect();
  await world.pass(1_010);
  return made;
}
