import type { Body, Credential, HeartwireClient, Listener } from './api.js';
import type { Ending } from './closecodes.js';
import { endpoints } from './endpoints.js';
import { HeartwireError } from './error.js';
import { encodeFrame, type Frame, type Hello, type LastDisconnect, type Message, type Ping, type Status } from './frames.js';
import { groupMemory } from './groupmemory.js';
import { idleCuts } from './idlecuts.js';
import { intake } from './intake.js';
import { type Link, link as connectLink, type Owner } from './link.js';
import { checked, type Options } from './options.js';
import { outbox as newOutbox } from './outbox.js';
import { type Listenable, realPlatform, sleepClock } from './platform.js';
import { reconnector as newReconnector, type Step } from './reconnector.js';
import type { ClientState, Events } from './state.js';

const GOODBYE = 4300;
const GOODBYE_WAIT_MS = 1_000;
const BY_USER: Ending = { code: GOODBYE, reason: 'CLOSED_BY_USER', detail: 'closed by the application' };
const DEFAULT_INTERVAL_MS = 50_000;

/** What to report of a session that ended. */
interface LastSession extends Pick<LastDisconnect, 'sessionId' | 'cause' | 'stalledMs'> {
  endedAt: number;
  heardAt: number;
}

/** A client that has not been started. Throws a HeartwireError if an option is not allowed. */
export function createClient(options: Options): HeartwireClient {
  const { clientId, user, version = 'heartwire-js', tags, intervalMs: wishedIntervalMs, status } = options;
  const { urls, most, maxFrameBytes, socket } = checked(options);
  const platform = { ...realPlatform(), ...options.platform };
  const { now, random, wall, connection } = platform;
  const clock = sleepClock(platform);
  const listeners = new Map<keyof Events, Set<Listener<never>>>();
  const places = endpoints(urls, random);
  const reconnector = newReconnector(random);
  const cuts = idleCuts(options.store === undefined ? platform.store : options.store, wall);
  const idPrefix = [random(), random()].map((part) => part.toString(36).slice(2, 9)).join('') + '-';

  let state: ClientState = { kind: 'connecting', attempt: 0 };
  let credential: Credential = options.credential ?? '';
  let link: Link | undefined;
  let url = '';
  let timer: unknown;
  let resumeToken: Uint8Array | undefined;
  let session = { sessionId: '', intervalMs: DEFAULT_INTERVAL_MS };
  let last: LastSession | undefined;
  let lastEnding: Ending | undefined;
  let networkChanged = false;
  let intervalToTellMs = 0;
  let latestStatus: Status | undefined;
  let asking = false;
  let messageIds = 0;
  let sent = 0;
  let sessions = 0;
  let whenClosed: (() => void)[] = [];
  let stopListening: () => void;

  /** Answers whether somebody listened, and nobody failed. */
  const tell = async <K extends keyof Events>(event: K, value: Events[K]): Promise<boolean> => {
    // Never from within: a listener may call us.
    await undefined;
    const all = [...(listeners.get(event) ?? [])] as Listener<K>[];
    let taken = all.length > 0 || event === 'groupStale';
    for (const listener of all) {
      try {
        await listener(value);
      } catch (reason) {
        taken = false;
        complain(event, reason);
      }
    }
    return taken;
  };
  const complain = (whose: string, reason: unknown): void => {
    const problem = new HeartwireError('HANDLER_FAILED', `client ${clientId}: its code for '${whose}' failed: ${reason}`, reason);
    if (whose === 'problem' || !listeners.get('problem')?.size) {
      console.error(problem);
    } else {
      void tell('problem', problem);
    }
  };
  const say = (frame: Frame): void => {
    if (link?.isWelcome()) {
      link.send(frame);
    }
  };
  const outbox = newOutbox(most, random, platform.setTimer, () => write());
  const inbox = intake(
    (message) => tell('message', message),
    (id) => say({ kind: 'ack', id }),
  );
  const group = groupMemory(options.groupData, (stale) => tell('groupStale', stale));

  const become = (next: ClientState): void => {
    state = next;
    void tell('state', next);
  };
  const finish = (why: Ending, credentialWanted: boolean): void => {
    if (state.kind !== 'closed' || state.credentialWanted) {
      become({ kind: 'closed', why, credentialWanted });
    }
    if (!credentialWanted) {
      stopListening?.();
      outbox.close(`${why.reason} ${why.detail}`);
      whenClosed.forEach((closed) => closed());
      whenClosed = [];
    }
  };
  const follow = (step: Step | undefined): void => {
    if (!step) {
      return;
    }
    platform.clearTimer(timer);
    if (step.waitMs !== undefined) {
      timer = platform.setTimer(() => follow(reconnector.due(now())), step.waitMs);
      if (lastEnding) {
        become({ kind: 'waiting', until: wall() + step.waitMs, why: lastEnding });
      }
    } else if (step.attempt) {
      become({ kind: 'connecting', attempt: step.attempt });
      url = places.best(now());
      link = connectLink({ url, socket, maxFrameBytes, platform, clock }, owner);
    } else {
      finish(lastEnding!, step.credentialWanted!);
    }
  };
  /** Writes what the outbox holds, as far as the socket takes it. */
  const write = (): void => {
    if (!link?.isWelcome()) {
      if (lastEnding?.reason === 'IDLE') {
        // Sent away for having nothing to say: now there is.
        follow(reconnector.wake(now()));
      }
      return;
    }
    while (link.hasRoom()) {
      const message = outbox.next();
      if (!message) {
        return;
      }
      sent++;
      link.send(message);
    }
    link.awaitRoom();
  };
  const askStatus = async (): Promise<void> => {
    // One that is slow is not asked twice.
    if (status && !asking) {
      asking = true;
      try {
        const answer = await status();
        // Its limits are the frame's: better told now than at a timer.
        encodeFrame({ kind: 'ping', sequence: 0n, status: answer });
        latestStatus = answer;
      } catch (reason) {
        // Unknown from now on: what it said before is no longer so.
        latestStatus = undefined;
        complain('status', reason);
      }
      asking = false;
    }
  };

  /** A connection need not end with its credential: a supplier is asked for a newer one, a person is told. */
  const renew = async (expiresInMs = 0): Promise<void> => {
    const asked = link;
    if (typeof credential === 'string') {
      void tell('credentialExpiring', expiresInMs);
      return;
    }
    try {
      const secret = await credential();
      if (link === asked) {
        say({ kind: 'renew', credential: secret });
      }
    } catch (reason) {
      complain('credential', reason);
    }
  };

  /** The network, and the gateway that is reached through it: a proxy's patience is that of one address. */
  const network = (): string => `${connection?.type} ${url}`;
  /** What the server wants, or less where the network forgets sooner; a ping tells the server. */
  const keep = (wantedMs: number): number => {
    const intervalMs = cuts.interval(network(), wantedMs || DEFAULT_INTERVAL_MS);
    intervalToTellMs = intervalMs < wantedMs ? intervalMs : 0;
    session.intervalMs = intervalMs;
    return intervalMs;
  };
  const hello = (secret: string): Hello => {
    const time = clock();
    const { endedAt = 0, heardAt = 0, ...report } = last ?? {};
    return {
      kind: 'hello',
      protocolVersion: 1,
      clientId,
      credential: secret,
      clientVersion: version,
      ...(user && { user }),
      ...(wishedIntervalMs && { wishedIntervalMs }),
      ...(resumeToken && { resumeToken }),
      ...(tags && { tags }),
      ...(group.has().group && { groupData: group.has() }),
      ...(last && {
        lastDisconnect: {
          ...(report as LastSession),
          sinceEndMs: Math.round(time - endedAt),
          sinceHeardMs: Math.round(time - heardAt),
          networkChanged,
        },
      }),
    };
  };
  const owner: Owner = {
    hello: async () => hello(typeof credential === 'string' ? credential : await credential()),
    welcomed: ({ sessionId, epoch, intervalMs: wantedMs, resumeToken: token, groupData }) => {
      resumeToken = token;
      last = undefined;
      networkChanged = false;
      sessions++;
      reconnector.accepted(now());
      cuts.returned(true);
      group.welcomed(groupData);
      const intervalMs = keep(wantedMs);
      session = { sessionId, intervalMs };
      become({ kind: 'online', since: wall(), sessionId, epoch, intervalMs });
      void askStatus();
      return intervalMs;
    },
    directed: (wantedMs) => {
      const intervalMs = keep(wantedMs);
      if (state.kind === 'online' && state.intervalMs !== intervalMs) {
        become({ ...state, intervalMs });
      }
      return intervalMs;
    },
    groupStale: group.stale,
    cargo: (): Partial<Ping> => {
      const cargo = { ...(latestStatus && { status: latestStatus }), intervalMs: intervalToTellMs, groupVersion: group.version() };
      intervalToTellMs = 0;
      void askStatus();
      return cargo;
    },
    frameCame: (frame) => {
      if (frame.kind === 'message') {
        inbox.came(frame);
      } else if (frame.kind === 'ack') {
        outbox.acknowledged(frame.id);
      } else if (frame.kind === 'refusal') {
        outbox.refusalCame(frame);
      } else if (frame.kind === 'renew') {
        void renew(frame.expiresInMs);
      }
    },
    survived: (idleMs) => cuts.survived(network(), idleMs),
    writable: write,
    ended: (ending, goodbye, report) => {
      const { code, reason } = ending;
      link = undefined;
      lastEnding = ending;
      outbox.connectionLost();
      if (report) {
        const { heardAt, stalledMs, idleMs, idleBeforeAskMs } = report;
        const { sessionId, intervalMs } = session;
        const silent = reason === 'NO_PONG';
        last = { sessionId, cause: code ? String(code) : reason, endedAt: clock(), heardAt, stalledMs: Math.round(stalledMs) };
        // With a close code somebody decided it, and no middlebox.
        cuts.died(network(), silent ? idleBeforeAskMs : code ? 0 : idleMs, silent, intervalMs);
      } else {
        cuts.returned(false);
      }
      places.failed(url, now());
      places.prefer(goodbye?.endpoints ?? [], url);
      follow(reconnector.ended(ending, now()));
    },
  };

  const message = (type: string, id: string, body: Body, ackWanted: boolean): Message => {
    const made: Message = { kind: 'message', type, id, body: typeof body === 'string' ? new TextEncoder().encode(body) : body, ackWanted };
    // The frame knows the limits of its fields, and its complaints name them.
    encodeFrame({ ...made, body: new Uint8Array() });
    return made;
  };
  const ask = (): void => link?.ask();
  const wake = (): void => {
    ask();
    follow(reconnector.wake(now()));
  };
  const listenToThePage = (): (() => void) => {
    const { window, document } = platform;
    const changed = (): void => {
      networkChanged = true;
      wake();
    };
    const shown = (): void => (document?.visibilityState === 'visible' ? wake() : undefined);
    // `offline` is not believed, it is looked into: it is wrong now and then.
    const all: [Listenable | undefined, Record<string, () => void>][] = [
      [window, { online: changed, offline: ask, pageshow: wake }],
      [document, { visibilitychange: shown, resume: wake }],
      [connection, { change: changed }],
    ];
    const each = (what: 'addEventListener' | 'removeEventListener'): void =>
      all.forEach(([target, handlers]) => Object.entries(handlers).forEach(([type, handler]) => target?.[what]?.(type, handler)));
    each('addEventListener');
    return () => each('removeEventListener');
  };

  encodeFrame(hello(typeof credential === 'string' ? credential : ''));
  return {
    get state() {
      return state;
    },
    get counters() {
      return { sent, sessions, ...outbox.counters(), ...inbox.counters() };
    },
    on: (event, listener) => {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener as Listener<never>));
      return () => void all.delete(listener as Listener<never>);
    },
    connect: () => {
      const step = reconnector.start(now());
      if (step) {
        stopListening = listenToThePage();
        follow(step);
      }
    },
    send: (type, body = '') => {
      const problem = outbox.offer(message(type, '', body, false));
      write();
      return !problem;
    },
    deliver: (type, body = '') =>
      new Promise((done, failed) => {
        const problem = outbox.offer(message(type, idPrefix + (++messageIds).toString(36), body, true), done, failed);
        if (problem) {
          failed(problem);
        }
        write();
      }),
    reportStatus: async () => {
      await askStatus();
      ask();
    },
    wake,
    credential: (next) => {
      credential = next;
      if (typeof next === 'string') {
        say({ kind: 'renew', credential: next });
      } else if (link?.isWelcome()) {
        void renew();
      }
      follow(reconnector.newCredential(now()));
    },
    close: () =>
      new Promise((closed) => {
        const old = link;
        whenClosed.push(closed);
        reconnector.stop(false);
        if (state.kind === 'closed') {
          finish(state.why, false);
          return;
        }
        platform.clearTimer(timer);
        write();
        link = undefined;
        const left = (): void => {
          old?.drop();
          finish(BY_USER, false);
        };
        if (old?.isWelcome()) {
          old.leave(GOODBYE, GOODBYE_WAIT_MS, left);
        } else {
          left();
        }
      }),
  };
}
