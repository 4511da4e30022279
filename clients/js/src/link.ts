import { type Ending, isCloseCode, nameOf } from './closecodes.js';
import { decodeFrames, encodeFrame, type Directives, type Frame, type Goodbye, type Hello, type Ping, type Welcome } from './frames.js';
import { Liveness } from './liveness.js';
import { FrameError } from './protobuf.js';
import type { Platform, SleepClock, Socket, SocketConstructor } from './platform.js';

/** The subprotocol: binary messages, each of one frame or more with its length before it. */
export const SUBPROTOCOL = 'heartwire.v1.protobuf';

/** With no code, or 1000, a close would be a goodbye. */
const LOST = 4000;
/** How long each step of an attempt may take. */
const STEP_MS = 10_000;
/** More than this waits in the socket: the outbox keeps the rest. */
const FULL_BYTES = 65_536;
/** A browser does not say when its socket has room again. */
const DRAIN_MS = 50;

/** The client, as its connection sees it. */
export interface Owner {
  hello(): Promise<Hello>;
  /** Answers the interval to keep. */
  welcomed(welcome: Welcome): number;
  /** The server wants `intervalMs` from now on; answers the interval to keep. */
  directed(intervalMs: number): number;
  groupStale(version: number, dropped: () => void): void;
  /** What a ping carries beside its sequence. */
  cargo(): Partial<Ping>;
  frameCame(frame: Frame): void;
  /** A ping was answered after so much silence. */
  survived(idleMs: number): void;
  /** There may be room to write. */
  writable(): void;
  ended(ending: Ending, goodbye?: Goodbye): void;
}

/** What is needed to connect. */
export interface Dial {
  url: string;
  socket: SocketConstructor;
  maxFrameBytes: number;
  platform: Platform;
  clock: SleepClock;
}

/** One connection, from its attempt to its end. */
export class Link {
  welcome: Welcome | undefined;
  heardAt: number;
  private liveness: Liveness | undefined;
  private readonly socket: Socket | undefined;
  private timer: unknown;
  private drainTimer: unknown;
  private over = false;
  private sequence = 0n;
  private pingedAt = 0;
  private bufferedBytes = 0;

  constructor(
    private readonly dial: Dial,
    private readonly owner: Owner,
  ) {
    this.heardAt = dial.clock.now();
    try {
      this.socket = new dial.socket(dial.url, [SUBPROTOCOL]);
    } catch (problem) {
      // A URL that is none: told like any other failure, once the owner knows this link.
      this.after(0, () => this.lost('CONNECT_FAILED', String(problem)));
      return;
    }
    const socket = this.socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => void this.logIn();
    socket.onmessage = (event: { data: unknown }) => this.came(event.data);
    socket.onclose = (event: CloseEvent) => this.closed(event);
    // Stays for ever: `ws` throws what nobody hears. The close that follows tells us.
    socket.onerror = () => undefined;
    this.after(STEP_MS, () => this.lost('CONNECT_FAILED', `no connection to ${dial.url} within ${STEP_MS} ms`));
  }

  /** How long nothing has travelled in either direction. */
  idleMs(silent: boolean): number {
    const liveness = this.liveness;
    return liveness ? (silent ? liveness.silentAfterIdleMs : liveness.idleMs(this.now())) : 0;
  }

  /** How much of the silence we did not run. */
  get stalledMs(): number {
    return Math.round(this.liveness?.stalledMs ?? 0);
  }

  get hasRoom(): boolean {
    return !this.over && this.welcome !== undefined && this.socket!.bufferedAmount < FULL_BYTES;
  }

  send(frame: Frame): void {
    if (!this.over) {
      this.socket!.send(encodeFrame(frame));
      this.liveness?.spoke(this.now());
    }
  }

  /** Tells the owner when there is room again. */
  awaitRoom(): void {
    const { platform } = this.dial;
    this.drainTimer ??= platform.setTimer(() => {
      this.drainTimer = undefined;
      this.owner.writable();
    }, DRAIN_MS);
  }

  /** Asks the server now, and waits for any byte. */
  ask(): void {
    if (this.welcome && this.liveness && !this.over) {
      this.act(this.liveness.ask(this.now()));
    }
  }

  /** A goodbye of ours; `left` is called when the connection is closed, or after `waitMs`. */
  leave(code: number, waitMs: number, left: () => void): void {
    this.send({ kind: 'goodbye', code, detail: '', endpoints: [] });
    this.socket!.onclose = left;
    this.after(waitMs, left);
    this.socket!.close(code);
  }

  /** Ends at once. To a server that still hears it, it is a connection that was lost: the session waits. */
  drop(): void {
    this.over = true;
    this.dial.platform.clearTimer(this.timer);
    this.dial.platform.clearTimer(this.drainTimer);
    const socket = this.socket;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(LOST);
    }
  }

  private async logIn(): Promise<void> {
    this.after(STEP_MS, () => this.lost('LOGIN_TIMEOUT', `no welcome within ${STEP_MS} ms`));
    try {
      const hello = await this.owner.hello();
      this.send(hello);
    } catch (problem) {
      // The application could not say its credential: as if the network were away.
      this.lost('CONNECT_FAILED', `no credential: ${problem}`);
    }
  }

  private came(data: unknown): void {
    const now = this.now();
    this.heardAt = now;
    const idle = this.liveness?.heard(now) ?? 0;
    if (idle > 0) {
      this.owner.survived(idle);
    }
    try {
      if (!(data instanceof ArrayBuffer)) {
        throw new FrameError(`the server sent a text where ${SUBPROTOCOL} is spoken: is it a Heartwire gateway?`);
      }
      for (const frame of decodeFrames(new Uint8Array(data), this.dial.maxFrameBytes)) {
        if (!this.over) {
          this.take(frame);
        }
      }
    } catch (problem) {
      const { code, message } = problem as FrameError;
      if (this.welcome) {
        this.send({ kind: 'goodbye', code: code ?? 4400, detail: message.slice(0, 250), endpoints: [] });
      }
      this.lost(nameOf(code ?? 4400), message);
    }
  }

  private take(frame: Frame): void {
    if (frame.kind === 'goodbye') {
      this.end({ code: frame.code, reason: nameOf(frame.code), detail: frame.detail, ...hint(frame) }, frame);
    } else if (frame.kind === 'welcome' && !this.welcome) {
      this.welcome = frame;
      this.dial.platform.clearTimer(this.timer);
      const interval = this.owner.welcomed(frame);
      this.liveness = new Liveness(() => this.dial.platform.random(), interval, this.now());
      this.schedule();
      this.owner.writable();
    } else if (this.welcome) {
      this.talk(frame);
    }
  }

  private talk(frame: Frame): void {
    if (frame.kind === 'ping') {
      this.send({ kind: 'pong', sequence: frame.sequence });
      this.obey(frame.directives, () => this.ask());
    } else if (frame.kind === 'pong') {
      if (frame.sequence === this.sequence) {
        this.liveness!.roundTrip(this.now() - this.pingedAt);
      }
      this.obey(frame.directives, () => undefined);
    } else {
      this.owner.frameCame(frame);
    }
  }

  private obey(directives: Directives | undefined, dropped: () => void): void {
    if (directives?.intervalMs) {
      this.liveness!.interval(this.owner.directed(directives.intervalMs));
      this.schedule();
    }
    if (directives?.groupVersion) {
      this.owner.groupStale(directives.groupVersion, dropped);
    }
  }

  private schedule(): void {
    this.after(this.liveness!.plan(this.now()), () => {
      // Of a large message that is still leaving, the pong comes after.
      const buffered = this.socket!.bufferedAmount;
      const moving = buffered > 0 && buffered < this.bufferedBytes;
      this.bufferedBytes = buffered;
      this.act(this.liveness!.tick(this.now(), moving));
    });
  }

  private act(duty: ReturnType<Liveness['tick']>): void {
    const liveness = this.liveness!;
    if (duty === 'dead') {
      const silence = Math.round(this.now() - this.heardAt);
      const text = `silent for ${silence} ms, of which ${this.stalledMs} ms excused, ${liveness.attempts} pings unanswered`;
      this.lost('NO_PONG', text);
      return;
    }
    if (duty === 'ping') {
      this.pingedAt = this.now();
      this.bufferedBytes = Math.max(this.bufferedBytes, this.socket!.bufferedAmount);
      this.socket!.send(encodeFrame({ kind: 'ping', sequence: ++this.sequence, ...this.owner.cargo() }));
    }
    this.schedule();
  }

  private closed({ code, reason, wasClean }: CloseEvent): void {
    const detail = reason || `the WebSocket was closed with ${code}`;
    if (isCloseCode(code)) {
      this.end({ code, reason: nameOf(code), detail });
    } else {
      this.lost(!this.welcome ? 'CONNECT_FAILED' : wasClean ? 'FIN' : 'RESET', detail);
    }
  }

  private lost(reason: string, detail: string): void {
    this.end({ code: 0, reason, detail });
  }

  private end(ending: Ending, goodbye?: Goodbye): void {
    if (!this.over) {
      this.drop();
      if (ending.reason === 'NO_PONG') {
        // `ws` would wait for an answer to its close frame; nobody is there to give one.
        (this.socket as { terminate?: () => void }).terminate?.();
      }
      this.owner.ended(ending, goodbye);
    }
  }

  private after(ms: number, run: () => void): void {
    const { platform } = this.dial;
    platform.clearTimer(this.timer);
    this.timer = platform.setTimer(run, ms);
  }

  private now(): number {
    return this.dial.clock.now();
  }
}

function hint({ retryAfterMs }: Goodbye): { retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
