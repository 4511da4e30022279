/*
 * What the client needs of the world around it. Time, randomness and sockets are passed in, so that the
 * real code runs in virtual time.
 */
import type { Store } from './idlecuts.js';

/** A gap between the two clocks that is larger than this was a sleep, or somebody set the clock. */
const SLEPT_MS = 10_000;

/** As much of a WebSocket as is used: the browser's, Node's from version 22 on, and that of `ws`. */
export interface Socket {
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Of `ws` only: ends without waiting for an answer. */
  terminate?(): void;
}

export type SocketConstructor = new (url: string, protocols: string[]) => Socket;

/** As much of a page's `window` and `document` as is used. */
export interface Listenable {
  addEventListener?(type: string, listener: () => void, options: { signal: AbortSignal }): void;
}

export interface Platform {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Uniform from 0, included, to 1. */
  random(): number;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** What the browser knows of the network we are in, if anything. */
  readonly connection: (Listenable & { readonly type?: string }) | undefined;
  readonly store: Store | undefined;
  readonly window: Listenable | undefined;
  readonly document: (Listenable & { readonly visibilityState: string }) | undefined;
}

/** The real one: a page, a worker or Node. */
export function realPlatform(): Platform {
  const here = globalThis as unknown as Partial<Window> & { navigator?: { connection?: Platform['connection'] } };
  let store: Store | undefined;
  try {
    // Node has one that complains when it is touched; a page may be forbidden to.
    store = here.document && here.localStorage;
  } catch {
    // Learned intervals are forgotten with the page.
  }
  return {
    now: () => performance.now(),
    wall: Date.now,
    random: Math.random,
    setTimer: (run, ms) => setTimeout(run, ms),
    clearTimer: (timer) => clearTimeout(timer as number),
    connection: here.navigator?.connection,
    store,
    window: here as Listenable,
    document: here.document,
  };
}

/**
 * The clock that also counts the sleep of the machine, which some browsers' monotonic clock leaves out.
 * Never goes back. A clock that is set forward looks like a sleep: then the server is asked whether it is
 * there, and nothing else happens.
 */
export function sleepClock({ now, wall }: Platform): () => number {
  let sleptMs = 0;
  let before = wall() - now();
  return () => {
    const time = now();
    const offset = wall() - time;
    if (offset - before > SLEPT_MS) {
      sleptMs += offset - before;
    }
    before = offset;
    return time + sleptMs;
  };
}
