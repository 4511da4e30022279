import type { Ending } from './closecodes.js';
import { FIRST_CODE, FULL_BYTES, LAST_CODE, LOST, MALFORMED, MOST_DETAIL, STEP_MS } from './figures.js';
import type { Directives, Frame, Hello, Ping, Welcome } from './frames.js';
import { type Duty, type Liveness, liveness, type Report } from './liveness.js';
import type { Platform, Socket, SocketConstructor } from './platform.js';

/** Text messages, each of one frame (docs/decisions/javascript-client-speaks-json.md). */
const SUBPROTOCOL = 'heartwire.v1.json';


/** The client, as its connection sees it. */
export interface Owner {
  hello(): Promise<Hello>;
  /** Answers the interval to keep; throws if that is no welcome. */
  welcomed(welcome: Welcome): number;
  /** The server wants `intervalMs` from now on; answers the interval to keep. */
  directed(intervalMs: number): number;
  dataStale(version: number, dropped?: () => void): void;
  /** What a ping carries beside its sequence. */
  cargo(): Partial<Ping>;
  frameCame(frame: Frame): void;
  /** A ping was answered after so much silence. */
  survived(idleMs: number): void;
  /** There is room to write. */
  writable(): void;
  /** `redirect` says where to go instead; `report` is there if the server had accepted the session. */
  ended(ending: Ending, redirect: readonly string[], report?: Report): void;
}

/** What is needed to connect. */
export interface Dial {
  url: string;
  socket: SocketConstructor;
  platform: Platform;
  clock: () => number;
}

/** One connection, from its attempt to its end. */
export interface Link {
  isWelcome(): boolean;
  /** Once it is welcome: whether more may be sent now. */
  hasRoom(): boolean;
  send(frame: Frame): void;
  /** Asks the server now, and waits for any byte. */
  ask(): void;
  /** Says goodbye; `left` is called when the connection is closed, or after `waitMs`. */
  leave(code: number, waitMs: number, left: () => void): void;
  /** Ends at once. To a server that still hears it, it is a connection that was lost: the session waits. */
  drop(): void;
}

export function link({ url, socket: Socket, platform, clock }: Dial, owner: Owner): Link {
  let socket: Socket;
  let life: Liveness | undefined;
  let timer: unknown;
  let over = false;
  let sequence = 0;
  let pingedAt = 0;
  let bufferedBytes = 0;

  const after = (ms: number, run: () => void): void => {
    platform.clearTimer(timer);
    timer = platform.setTimer(run, ms);
  };
  const write = (frame: Frame): void => socket.send(JSON.stringify(frame));
  const send = (frame: Frame): void => {
    if (!over) {
      write(frame);
      life?.spoke(clock());
    }
  };
  const drop = (): void => {
    over = true;
    platform.clearTimer(timer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(LOST);
    }
  };
  const end = (ending: Ending, redirect: readonly string[] = []): void => {
    if (!over) {
      drop();
      if (ending.reason === 'NO_PONG') {
        // `ws` would wait for an answer to its close frame; nobody is there to give one.
        socket.terminate?.();
      }
      owner.ended(ending, redirect, life?.report(clock()));
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
      lost('NO_PONG', `silent for ${Math.round(clock() - heardAt)} ms, ${Math.round(stalledMs)} ms excused, ${attempts} pings unanswered`);
      return;
    }
    if (duty) {
      pingedAt = clock();
      bufferedBytes = Math.max(bufferedBytes, socket.bufferedAmount);
      write({ ping: { sequence: ++sequence, ...owner.cargo() } });
    }
    schedule();
  };
  const ask = (): void => {
    if (life && !over) {
      act(life.ask(clock()));
    }
  };
  const obey = (directives: Directives | undefined, dropped?: () => void): void => {
    const { intervalMs, groupVersion } = directives ?? {};
    if (intervalMs) {
      life!.interval(owner.directed(intervalMs));
      schedule();
    }
    if (groupVersion) {
      owner.dataStale(groupVersion, dropped);
    }
  };
  const take = (frame: Frame): void => {
    const { goodbye, welcome, ping, pong } = frame;
    if (goodbye) {
      const { code, reason = String(code), detail = '', retryAfterMs, endpoints } = goodbye;
      end({ code, reason, detail, retryAfterMs }, endpoints);
    } else if (!life) {
      if (welcome) {
        life = liveness(platform.random, owner.welcomed(welcome), clock());
        schedule();
        owner.writable();
      }
    } else if (ping) {
      send({ pong: { sequence: ping.sequence } });
      obey(ping.directives, ask);
    } else if (pong) {
      if (pong.sequence === sequence) {
        life.roundTrip(clock() - pingedAt);
      }
      obey(pong.directives);
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
      take(JSON.parse(data as string) as Frame);
    } catch (problem) {
      const detail = `no frame came, but ${data}`.slice(0, MOST_DETAIL);
      if (life) {
        send({ goodbye: { code: MALFORMED, detail } });
      }
      lost('MALFORMED_FRAME', `${detail}: ${problem}`);
    }
  };
  const logIn = async (): Promise<void> => {
    after(STEP_MS, () => lost('LOGIN_TIMEOUT', `no welcome within ${STEP_MS} ms`));
    try {
      send({ hello: await owner.hello() });
    } catch (problem) {
      // The application could not say its credential: as if the network were away.
      lost('CONNECT_FAILED', `no credential: ${problem}`);
    }
  };

  try {
    socket = new Socket(url, [SUBPROTOCOL]);
    socket.onopen = logIn;
    socket.onmessage = (event: { data: unknown }) => came(event.data);
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) => {
      const detail = reason || `closed with ${code}`;
      end(code >= FIRST_CODE && code <= LAST_CODE ? { code, reason: String(code), detail } : { code: 0, reason: !life ? 'CONNECT_FAILED' : wasClean ? 'FIN' : 'RESET', detail });
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
    hasRoom: () => socket.bufferedAmount < FULL_BYTES,
    send,
    ask,
    leave: (code, waitMs, left) => {
      send({ goodbye: { code } });
      socket.onclose = left;
      after(waitMs, left);
      socket.close(code);
    },
    drop,
  };
}
