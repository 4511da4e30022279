import type { Body, Credential, HeartwireClient, Listener } from './api.js';
import type { Ending } from './closecodes.js';
import { endpoints } from './endpoints.js';
import { HeartwireError } from './error.js';
import { DEFAULT_INTERVAL_MS, DRAIN_MS, GOODBYE, GOODBYE_WAIT_MS, IDLE, MOST_TEXT_BYTES } from './figures.js';
import { check, checkStatus, type Frame, type Hello, type LastDisconnect, type Ping, type Status, toBase64, utf8 } from './frames.js';
import { groupMemory } from './groupmemory.js';
import { idleCuts } from './idlecuts.js';
import { intake } from './intake.js';
import { type Link, link as connectLink, type Owner } from './link.js';
import { checked, type Options } from './options.js';
import { outbox as newOutbox } from './outbox.js';
import { type Listenable, realPlatform, sleepClock } from './platform.js';
import { reconnector as newReconnector, type Step } from './reconnector.js';
import type { ClientState, Events } from './state.js';

const BY_USER: Ending = { code: GOODBYE, reason: 'CLOSED_BY_USER', detail: 'closed by the application' };

/** What to report of a session that ended. */
interface LastSession extends Pick<LastDisconnect, 'sessionId' | 'cause' | 'stalledMs'> {
  endedAt: number;
  heardAt: number;
}

/** A client that has not been started. Throws a HeartwireError if an option is not allowed. */
export function createClient(options: Options): HeartwireClient {
  const { clientId, user, version = 'heartwire-js', tags, intervalMs: wishedIntervalMs, status } = options;
  const { urls, most, socket } = checked(options);
  const platform = { ...realPlatform(), ...options.platform };
  const { now, random, wall, connection } = platform;
  const clock = sleepClock(platform);
  const listeners = new Set<readonly [event: keyof Events, listener: Listener<never>]>();
  const places = endpoints(urls, random);
  const reconnector = newReconnector(random);
  const cuts = idleCuts(options.store === undefined ? platform.store : options.store, wall);
  const idPrefix = `${random().toString(36).slice(2)}-`;

  let state: ClientState = { kind: 'connecting', attempt: 0 };
  let credential: Credential = options.credential ?? '';
  let link: Link | undefined;
  let url = '';
  let timer: unknown;
  let drainTimer: unknown;
  let resumeToken: string | undefined;
  let last: LastSession | undefined;
  let lastEnding: Ending | undefined;
  let networkChanged = false;
  let intervalToTellMs: number | undefined;
  let latestStatus: Status | undefined;
  let asking = false;
  let messageIds = 0;
  let sent = 0;
  let sessions = 0;
  let closed: () => void;
  const whenClosed = new Promise<void>((done) => (closed = done));
  let page: AbortController | undefined;

  /** Answers whether somebody listened, and nobody failed. */
  const tell = async <K extends keyof Events>(event: K, value: Events[K]): Promise<boolean> => {
    // Never from within: a listener may call us.
    await undefined;
    const all = [...listeners].filter(([name]) => name === event) as [K, Listener<K>][];
    let taken = all.length > 0 || event === 'groupStale';
    for (const [, listener] of all) {
      try {
        await listener(value);
      } catch (reason) {
        taken = false;
        void complain(event, reason);
      }
    }
    return taken;
  };
  const complain = async (whose: string, reason: unknown): Promise<void> => {
    const problem = new HeartwireError('HANDLER_FAILED', `client ${clientId}: its code for '${whose}' failed: ${reason}`, reason);
    if (whose === 'problem' || !(await tell('problem', problem))) {
      console.error(problem);
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
    (id) => say({ ack: { id } }),
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
      page?.abort();
      outbox.shut(`${why.reason} ${why.detail}`);
      closed();
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
      link = connectLink({ url, socket, platform, clock }, owner);
    } else {
      finish(lastEnding!, step.credentialWanted!);
    }
  };
  /** Writes what the outbox holds, as far as the socket takes it. */
  const write = (): void => {
    if (!link?.isWelcome()) {
      if (lastEnding?.code === IDLE) {
        // Sent away for having nothing to say: now there is.
        follow(reconnector.wake(now()));
      }
      return;
    }
    while (link.hasRoom()) {
      const message = outbox.following();
      if (!message) {
        return;
      }
      sent++;
      link.send({ message });
    }
    platform.clearTimer(drainTimer);
    drainTimer = platform.setTimer(write, DRAIN_MS);
  };
  const askStatus = async (): Promise<void> => {
    // One that is slow is not asked twice.
    if (status && !asking) {
      asking = true;
      try {
        const answer = await status();
        checkStatus(answer);
        latestStatus = answer;
      } catch (reason) {
        // Unknown from now on: what it said before is no longer so.
        latestStatus = undefined;
        void complain('status', reason);
      }
      asking = false;
    }
  };

  const secret = async (): Promise<string> => (typeof credential === 'string' ? credential : credential());
  /** A connection need not end with its credential. */
  const renew = async (): Promise<void> => {
    const asked = link;
    try {
      if (asked?.isWelcome()) {
        const newer = await secret();
        asked.send({ renew: { credential: newer } });
      }
    } catch (reason) {
      void complain('credential', reason);
    }
  };

  /** The network, and the gateway that is reached through it: a proxy's patience is that of one address. */
  const network = (): string => `${connection?.type} ${url}`;
  /** What the server wants, or less where the network forgets sooner; a ping tells the server. */
  const keep = (saidMs = 0): number => {
    const wantedMs = saidMs > 0 ? saidMs : DEFAULT_INTERVAL_MS;
    const intervalMs = cuts.interval(network(), wantedMs);
    intervalToTellMs = intervalMs < wantedMs ? intervalMs : undefined;
    return intervalMs;
  };
  const lastDisconnect = ({ endedAt, heardAt, ...report }: LastSession): LastDisconnect => {
    const time = clock();
    return { ...report, networkChanged, sinceEndMs: Math.round(time - endedAt), sinceHeardMs: Math.round(time - heardAt) };
  };
  const hello = async (): Promise<Hello> => ({
    protocolVersion: 1,
    clientId,
    user,
    credential: await secret(),
    clientVersion: version,
    wishedIntervalMs,
    resumeToken,
    tags,
    groupData: group.present(),
    lastDisconnect: last && lastDisconnect(last),
  });
  const owner: Owner = {
    hello,
    welcomed: ({ sessionId, epoch: digits = 0, intervalMs: wantedMs, resumeToken: token, groupData }) => {
      const epoch = BigInt(digits);
      resumeToken = token;
      last = undefined;
      networkChanged = false;
      sessions++;
      reconnector.accepted(now());
      cuts.returned(true);
      group.welcomed(groupData);
      const intervalMs = keep(wantedMs);
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
    dataStale: group.stale,
    cargo: (): Partial<Ping> => {
      const cargo = { status: latestStatus, intervalMs: intervalToTellMs, groupVersion: group.presentVersion() || undefined };
      intervalToTellMs = undefined;
      void askStatus();
      return cargo;
    },
    frameCame: ({ message, ack, refusal, renew: expiring }) => {
      if (message) {
        inbox.came(message);
      } else if (ack) {
        outbox.acknowledged(ack.id);
      } else if (refusal) {
        outbox.refusalCame(refusal);
      } else if (expiring) {
        // A supplier is asked for a newer one, a person is told.
        void (typeof credential === 'string' ? tell('credentialExpiring', expiring.expiresInMs ?? 0) : renew());
      }
    },
    survived: (idleMs) => cuts.survived(network(), idleMs),
    writable: write,
    ended: (ending, redirect, report) => {
      const { code, reason } = ending;
      link = undefined;
      lastEnding = ending;
      outbox.connectionLost();
      if (report && state.kind === 'online') {
        const { heardAt, stalledMs, idleMs, idleBeforeAskMs } = report;
        const { sessionId, intervalMs } = state;
        const silent = reason === 'NO_PONG';
        last = { sessionId, cause: code ? String(code) : reason, endedAt: clock(), heardAt, stalledMs: Math.round(stalledMs) };
        // With a close code somebody decided it, and no middlebox.
        cuts.died(network(), silent ? idleBeforeAskMs : code ? 0 : idleMs, silent, intervalMs);
      } else {
        cuts.returned(false);
      }
      places.failed(url, now());
      follow(reconnector.ended(ending, now()));
      places.prefer(redirect, url);
    },
  };

  /** Sends a message, until it is acknowledged if it has an id. */
  const offer = (type: string, body: Body, id: string, done?: () => void, failed?: (problem: HeartwireError) => void): boolean => {
    check('type', utf8(type), MOST_TEXT_BYTES);
    const taken = outbox.offer({ type, id, body: toBase64(typeof body === 'string' ? utf8(body) : body), ackWanted: !!id }, done, failed);
    write();
    return taken;
  };
  const ask = (): void => link?.ask();
  const wake = (): void => {
    ask();
    follow(reconnector.wake(now()));
  };
  const listenToThePage = (): void => {
    const { window, document } = platform;
    const { signal } = (page = new AbortController());
    const listen = (target: Listenable | undefined, type: string, run: () => void): void => target?.addEventListener?.(type, run, { signal });
    const changed = (): void => {
      networkChanged = true;
      wake();
    };
    listen(window, 'online', changed);
    // Not believed, but looked into: it is wrong now and then.
    listen(window, 'offline', ask);
    listen(window, 'pageshow', wake);
    listen(document, 'visibilitychange', () => document?.visibilityState === 'visible' && wake());
    listen(document, 'resume', wake);
    listen(connection, 'change', changed);
  };

  return {
    get state() {
      return state;
    },
    get counters() {
      return { sent, sessions, ...outbox.counted(), ...inbox.counted() };
    },
    on: (event, listener) => {
      const entry = [event, listener] as const;
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    connect: () => {
      const step = reconnector.start(now());
      if (step) {
        listenToThePage();
        follow(step);
      }
    },
    send: (type, body = '') => offer(type, body, ''),
    deliver: (type, body = '') => new Promise((done, failed) => offer(type, body, idPrefix + ++messageIds, done, failed)),
    reportStatus: async () => {
      await askStatus();
      ask();
    },
    wake,
    credential: (next) => {
      credential = next;
      void renew();
      follow(reconnector.newCredential(now()));
    },
    close: () => {
      const old = link;
      const left = (): void => {
        old?.drop();
        finish(state.kind === 'closed' ? state.why : BY_USER, false);
      };
      reconnector.stop(false);
      platform.clearTimer(timer);
      write();
      link = undefined;
      if (old?.isWelcome()) {
        old.leave(GOODBYE, GOODBYE_WAIT_MS, left);
      } else {
        left();
      }
      return whenClosed;
    },
  };
}
