import { type Ending, isCloseCode, nameOf } from './closecodes.js';
import type { HeartwireError } from './error.js';
import { decodeFrames, encodeFrame, type Directives, type Frame, type Goodbye, type Hello, type Ping, type Welcome } from './frames.js';
import { type Duty, type Liveness, liveness, type Report } from './liveness.js';
import type { Platform, Socket, SocketConstructor } from './platform.js';
import { malformed } from './protobuf.js';

/** The subprotocol: binary messages, each of one frame or more with its length before it. */
export const SUBPROTOCOL = 'heartwire.v1.protobuf';

/** With no code, or 1000, a close would be a goodbye. */
const LOST = 4000;
const MALFORMED = 4400;
const TOO_LARGE = 4401;
/** How long each step of an attempt may take. */
const STEP_MS = 10_000;
/** More than this waits in the socket: the outbox keeps the rest. */
const FULL_BYTES = 65_536;
/** A browser does not say when its socket has room again. */
const DRAIN_MS = 50;
const MOST_DETAIL = 250;

/** The client, as its connection sees it. */
export interface Owner {
  hello(): Promise<Hello>;
  /** Answers the interval to keep. */
  welcomed(welcome: Welcome): number;
  /** The server wants `intervalMs` from now on; answers the interval to keep. */
  directed(intervalMs: number): number;
  groupStale(version: number, dropped?: () => void): void;
  /** What a ping carries beside its sequence. */
  cargo(): Partial<Ping>;
  frameCame(frame: Frame): void;
  /** A ping was answered after so much silence. */
  survived(idleMs: number): void;
  /** There may be room to write. */
  writable(): void;
  /** `report` is there if the server had accepted the session. */
  ended(ending: Ending, goodbye?: Goodbye, report?: Report): void;
}

/** What is needed to connect. */
export interface Dial {
  url: string;
  socket: SocketConstructor;
  maxFrameBytes: number;
  platform: Platform;
  clock: () => number;
}

/** One connection, from its attempt to its end. */
export interface Link {
  isWelcome(): boolean;
  hasRoom(): boolean;
  send(frame: Frame): void;
  /** Tells the owner when there is room again. */
  awaitRoom(): void;
  /** Asks the server now, and waits for any byte. */
  ask(): void;
  /** Says goodbye; `left` is called when the connection is closed, or after `waitMs`. */
  leave(code: number, waitMs: number, left: () => void): void;
  /** Ends at once. To a server that still hears it, it is a connection that was lost: the session waits. */
  drop(): void;
}

export function link({ url, socket: Socket, maxFrameBytes, platform, clock }: Dial, owner: Owner): Link {
  let socket: Socket;
  let life: Liveness | undefined;
  let timer: unknown;
  let drainTimer: unknown;
  let over = false;
  let sequence = 0n;
  let pingedAt = 0;
  let bufferedBytes = 0;

  const after = (ms: number, run: () => void): void => {
    platform.clearTimer(timer);
    timer = platform.setTimer(run, ms);
  };
  const send = (frame: Frame): void => {
    if (!over) {
      socket.send(encodeFrame(frame));
      life?.spoke(clock());
    }
  };
  const drop = (): void => {
    over = true;
    platform.clearTimer(timer);
    platform.clearTimer(drainTimer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(LOST);
    }
  };
  const end = (ending: Ending, goodbye?: Goodbye): void => {
    if (!over) {
      drop();
      if (ending.reason === 'NO_PONG') {
        // `ws` would wait for an answer to its close frame; nobody is there to give one.
        socket.terminate?.();
      }
      owner.ended(ending, goodbye, life?.report(clock()));
    }
  };
  const lost = (reason: string, detail: string): void => end({ code: 0, reason, detail });

  const schedule = (): void =>
    after(life!.plan(clock()), () => {
      // Of a large message that is still leaving, the pong comes after.
      const buffered = socket.bufferedAmount;
      const moving = buffered > 0 && buffered < bufferedBytes;
      bufferedBytes = buffered;
      act(life!.tick(clock(), moving));
    });
  const act = (duty: Duty): void => {
    if (duty === 'dead') {
      const { heardAt, stalledMs, attempts } = life!.report(clock());
      lost('NO_PONG', `silent for ${Math.round(clock() - heardAt)} ms, ${Math.round(stalledMs)} ms of it excused, ${attempts} pings unanswered`);
      return;
    }
    if (duty) {
      pingedAt = clock();
      bufferedBytes = Math.max(bufferedBytes, socket.bufferedAmount);
      socket.send(encodeFrame({ kind: 'ping', sequence: ++sequence, ...owner.cargo() }));
    }
    schedule();
  };
  const ask = (): void => {
    if (life && !over) {
      act(life.ask(clock()));
    }
  };
  const obey = (directives: Directives | undefined, dropped?: () => void): void => {
    if (directives?.intervalMs) {
      life!.interval(owner.directed(directives.intervalMs));
      schedule();
    }
    if (directives?.groupVersion) {
      owner.groupStale(directives.groupVersion, dropped);
    }
  };
  const take = (frame: Frame): void => {
    if (frame.kind === 'goodbye') {
      const { code, detail, retryAfterMs } = frame;
      end({ code, reason: nameOf(code), detail, ...(retryAfterMs !== undefined && { retryAfterMs }) }, frame);
    } else if (!life) {
      if (frame.kind === 'welcome') {
        const intervalMs = owner.welcomed(frame);
        life = liveness(platform.random, intervalMs, clock());
        schedule();
        owner.writable();
      }
    } else if (frame.kind === 'ping') {
      send({ kind: 'pong', sequence: frame.sequence });
      obey(frame.directives, ask);
    } else if (frame.kind === 'pong') {
      if (frame.sequence === sequence) {
        life.roundTrip(clock() - pingedAt);
      }
      obey(frame.directives);
    } else {
      owner.frameCame(frame);
    }
  };
  const came = (data: unknown): void => {
    const idleMs = life?.heard(clock());
    if (idleMs) {
      owner.survived(idleMs);
    }
    try {
      if (!(data instanceof ArrayBuffer)) {
        malformed(`a text came where ${SUBPROTOCOL} is spoken: is it a Heartwire gateway?`);
      }
      for (const frame of decodeFrames(new Uint8Array(data as ArrayBuffer), maxFrameBytes)) {
        if (!over) {
          take(frame);
        }
      }
    } catch (problem) {
      const { code, message } = problem as HeartwireError;
      if (life) {
        send({ kind: 'goodbye', code: code === 'FRAME_TOO_LARGE' ? TOO_LARGE : MALFORMED, detail: message.slice(0, MOST_DETAIL), endpoints: [] });
      }
      lost(code ?? 'INTERNAL_ERROR', message);
    }
  };
  const logIn = async (): Promise<void> => {
    after(STEP_MS, () => lost('LOGIN_TIMEOUT', `no welcome within ${STEP_MS} ms`));
    try {
      send(await owner.hello());
    } catch (problem) {
      // The application could not say its credential: as if the network were away.
      lost('CONNECT_FAILED', `no credential: ${problem}`);
    }
  };

  try {
    socket = new Socket(url, [SUBPROTOCOL]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = logIn;
    socket.onmessage = (event: { data: unknown }) => came(event.data);
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) => {
      const detail = reason || `the WebSocket was closed with ${code}`;
      end(isCloseCode(code) ? { code, reason: nameOf(code), detail } : { code: 0, reason: !life ? 'CONNECT_FAILED' : wasClean ? 'FIN' : 'RESET', detail });
    };
    // Stays for ever: `ws` throws what nobody hears. The close that follows tells us.
    socket.onerror = () => undefined;
    after(STEP_MS, () => lost('CONNECT_FAILED', `no connection to ${url} within ${STEP_MS} ms`));
  } catch (problem) {
    // A URL that is none: told like any other failure, once the owner knows this link.
    after(0, () => lost('CONNECT_FAILED', String(problem)));
  }

  return {
    isWelcome: () => !!life,
    hasRoom: () => !over && !!life && socket.bufferedAmount < FULL_BYTES,
    send,
    awaitRoom: () => {
      drainTimer ??= platform.setTimer(() => {
        drainTimer = undefined;
        owner.writable();
      }, DRAIN_MS);
    },
    ask,
    leave: (code, waitMs, left) => {
      send({ kind: 'goodbye', code, detail: '', endpoints: [] });
      socket.onclose = left;
      after(waitMs, left);
      socket.close(code);
    },
    drop,
  };
}
