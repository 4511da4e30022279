import type { Ending } from './closecodes.js';
import { Endpoints } from './endpoints.js';
import { type Frame, type Goodbye, type Hello, type LastDisconnect, type Message, type Ping, type Status, type Welcome, encodeFrame } from './frames.js';
import { GroupMemory } from './groupmemory.js';
import { IdleCuts } from './idlecuts.js';
import { Intake } from './intake.js';
import { Link, type Owner } from './link.js';
import { checked, type Options } from './options.js';
import { HeartwireError, Outbox } from './outbox.js';
import { type Listenable, type Platform, realPlatform, SleepClock } from './platform.js';
import { Reconnector, type Step } from './reconnector.js';
import type { ClientState, Counters, Events } from './state.js';

const GOODBYE = 4300;
const GOODBYE_WAIT_MS = 1_000;
const BY_USER: Ending = { code: GOODBYE, reason: 'CLOSED_BY_USER', detail: 'closed by the application' };

type Listener<K extends keyof Events> = (event: Events[K]) => unknown;

/** What to report of a session that ended. */
interface LastSession extends Pick<LastDisconnect, 'sessionId' | 'cause' | 'stalledMs'> {
  endedAt: number;
  heardAt: number;
}

/**
 * One client of a Heartwire gateway: one device, tab or process that is online while this object is. It
 * connects, logs in, says something at least every interval, notices within seconds when the server is
 * gone, comes back by itself, and says so when it will not.
 *
 *     const client = new HeartwireClient({ url: 'wss://gw.example.com/ws', clientId: 'tab-4711' });
 *     client.on('message', (message) => console.log(message.type));
 *     client.on('state', (state) => console.log(state.kind));
 *     client.connect();
 */
export class HeartwireClient {
  private current: ClientState = { kind: 'connecting', attempt: 0 };
  private readonly platform: Platform;
  private readonly clock: SleepClock;
  private readonly dial: ReturnType<typeof checked>;
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>();
  private readonly reconnector: Reconnector;
  private readonly endpoints: Endpoints;
  private readonly cuts: IdleCuts;
  private readonly outbox: Outbox;
  private readonly intake: Intake;
  private readonly group: GroupMemory;
  private readonly idPrefix: string;
  private credentialNow: NonNullable<Options['credential']>;
  private link: Link | undefined;
  private url = '';
  private timer: unknown;
  private resumeToken = new Uint8Array();
  private lastSession: LastSession | undefined;
  private lastEnding: Ending | undefined;
  private networkChanged = false;
  private serverIntervalMs = 0;
  private intervalToTellMs = 0;
  private latestStatus: Status = {};
  private asking = false;
  private messageIds = 0;
  private sent = 0;
  private sessions = 0;
  private whenClosed: (() => void)[] = [];
  private stopListening: () => void = () => undefined;

  /** A client that has not been started. Throws a RangeError or FrameError if a value is not allowed. */
  constructor(private readonly options: Options) {
    this.dial = checked(options);
    this.platform = { ...realPlatform(), ...options.platform };
    this.clock = new SleepClock(this.platform);
    this.credentialNow = options.credential ?? '';
    const random = (): number => this.platform.random();
    this.reconnector = new Reconnector(random);
    this.endpoints = new Endpoints(this.dial.urls, random);
    this.cuts = new IdleCuts(options.store === undefined ? this.platform.store : options.store ?? undefined, () => this.platform.wall());
    this.outbox = new Outbox(this.dial.outbox, random, (run, ms) => void this.platform.setTimer(run, ms), () => this.write());
    this.intake = new Intake((message) => this.tell('message', message), (id) => this.say({ kind: 'ack', id }));
    this.group = new GroupMemory(options.groupData, (stale) => this.tell('groupStale', stale));
    this.idPrefix = [random(), random()].map((part) => part.toString(36).slice(2, 9)).join('') + '-';
    // The frame knows the limits of its fields, and its complaints name them.
    encodeFrame(this.hello(typeof this.credentialNow === 'string' ? this.credentialNow : ''));
  }

  /** Where it is now. */
  get state(): ClientState {
    return this.current;
  }

  /** What it has counted. */
  get counters(): Counters {
    const { received, repeated, dropped } = this.intake;
    const { acked, refused, held } = this.outbox;
    return { sent: this.sent, acked, refused, received, dropped, repeated, sessions: this.sessions, held };
  }

  /** Calls `listener` from now on; answers what stops that. */
  on<K extends keyof Events>(event: K, listener: Listener<K>): () => void {
    const all = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, all.add(listener as Listener<never>));
    return () => void all.delete(listener as Listener<never>);
  }

  /** Begins to connect, and returns at once. Does nothing if it was called before. */
  connect(): void {
    const step = this.reconnector.start(this.platform.now());
    if (step) {
      this.listenToThePage();
      this.follow(step);
    }
  }

  /**
   * Sends a message once, now or as soon as there is a connection; it may be lost with one. Answers false
   * if it was not taken: the outbox is full, or the client is closed.
   */
  send(type: string, body: Uint8Array | string = ''): boolean {
    if (this.outbox.offer(this.message(type, '', body, false))) {
      return false;
    }
    this.write();
    return true;
  }

  /**
   * Sends a message until the server acknowledges it, over as many connections as it takes, and again
   * where the server had no room for it; the server may see it more than once. Fails with a
   * HeartwireError: OUTBOX_FULL, REFUSED or CLOSED.
   */
  deliver(type: string, body: Uint8Array | string = ''): Promise<void> {
    return new Promise((done, failed) => {
      const message = this.message(type, this.idPrefix + (++this.messageIds).toString(36), body, true);
      const problem = this.outbox.offer(message, done, failed);
      if (problem) {
        failed(problem);
      }
      this.write();
    });
  }

  /** Asks the status supplier now and sends what it says, without waiting for the next ping. */
  async reportStatus(): Promise<void> {
    await this.askStatus();
    this.link?.ask();
  }

  /**
   * Something happened that makes a check worthwhile: the network changed, the machine woke up. If
   * online, the server is asked at once; if waiting, the next attempt is made within a second, unless the
   * server asked for a longer wait.
   */
  wake(): void {
    this.link?.ask();
    this.follow(this.reconnector.wake(this.platform.now()));
  }

  /** Uses `credential` from the next login on, and goes on if the client stopped for want of it. */
  credential(credential: NonNullable<Options['credential']>): void {
    this.credentialNow = credential;
    this.follow(this.reconnector.newCredential(this.platform.now()));
  }

  /** Says goodbye and closes for good; fulfilled when that is done, after a second at most. */
  close(): Promise<void> {
    return new Promise((closed) => {
      this.whenClosed.push(closed);
      if (this.current.kind === 'closed' && !this.current.credentialWanted) {
        this.finish(this.current.why, false);
        return;
      }
      this.reconnector.stop();
      this.platform.clearTimer(this.timer);
      const link = this.link;
      if (link?.welcome) {
        this.write();
        this.link = undefined;
        link.leave(GOODBYE, GOODBYE_WAIT_MS, () => {
          link.drop();
          this.finish(BY_USER, false);
        });
      } else {
        link?.drop();
        this.finish(BY_USER, false);
      }
    });
  }

  private message(type: string, id: string, body: Uint8Array | string, ackWanted: boolean): Message {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const message: Message = { kind: 'message', type, id, body: bytes, ackWanted };
    encodeFrame({ ...message, body: new Uint8Array() });
    return message;
  }

  private follow(step: Step): void {
    if (step?.kind === 'wait') {
      this.platform.clearTimer(this.timer);
      this.timer = this.platform.setTimer(() => this.follow(this.reconnector.due(this.platform.now())), step.delayMs);
      if (this.lastEnding) {
        this.become({ kind: 'waiting', until: this.platform.wall() + step.delayMs, why: this.lastEnding });
      }
    } else if (step?.kind === 'connect') {
      this.become({ kind: 'connecting', attempt: step.attempt });
      this.url = this.endpoints.best(this.platform.now());
      this.link = new Link({ ...this.dial, url: this.url, platform: this.platform, clock: this.clock }, this.owner());
    } else if (step?.kind === 'stop') {
      this.finish(this.lastEnding ?? BY_USER, step.credentialWanted);
    }
  }

  private owner(): Owner {
    return {
      hello: async () => this.hello(typeof this.credentialNow === 'string' ? this.credentialNow : await this.credentialNow()),
      welcomed: (welcome) => this.welcomed(welcome),
      directed: (intervalMs) => this.directed(intervalMs),
      groupStale: (version, dropped) => this.group.stale(version, dropped),
      cargo: () => this.cargo(),
      frameCame: (frame) => this.came(frame),
      survived: (idleMs) => this.cuts.survived(this.network(), idleMs),
      writable: () => this.write(),
      ended: (ending, goodbye) => this.ended(ending, goodbye),
    };
  }

  private hello(credential: string): Hello {
    const { clientId, user, version, tags, intervalMs } = this.options;
    const last = this.lastSession;
    const now = this.clock.now();
    return {
      kind: 'hello',
      protocolVersion: 1,
      clientId,
      credential,
      clientVersion: version ?? 'heartwire-js',
      resumeToken: this.resumeToken,
      ...(user && { user }),
      ...(intervalMs && { wishedIntervalMs: intervalMs }),
      ...(tags && { tags }),
      ...(this.group.has.group && { groupData: this.group.has }),
      ...(last && {
        lastDisconnect: {
          sessionId: last.sessionId,
          cause: last.cause,
          sinceEndMs: Math.round(now - last.endedAt),
          sinceHeardMs: Math.round(now - last.heardAt),
          networkChanged: this.networkChanged,
          stalledMs: last.stalledMs,
        },
      }),
    };
  }

  private welcomed(welcome: Welcome): number {
    const { sessionId, epoch } = welcome;
    this.resumeToken = welcome.resumeToken.slice();
    this.lastSession = undefined;
    this.networkChanged = false;
    this.sessions++;
    this.reconnector.accepted(this.platform.now());
    this.endpoints.worked(this.url);
    this.cuts.returned(true);
    this.group.welcomed(welcome.groupData);
    const intervalMs = this.keep(welcome.intervalMs);
    this.become({ kind: 'online', since: this.platform.wall(), sessionId, epoch, intervalMs });
    void this.askStatus();
    return intervalMs;
  }

  private directed(wantedMs: number): number {
    const intervalMs = this.keep(wantedMs);
    if (this.current.kind === 'online' && this.current.intervalMs !== intervalMs) {
      this.become({ ...this.current, intervalMs });
    }
    return intervalMs;
  }

  /** What the server wants, or less where the network forgets sooner; a ping tells the server. */
  private keep(wantedMs: number): number {
    this.serverIntervalMs = wantedMs || 50_000;
    const intervalMs = this.cuts.interval(this.network(), this.serverIntervalMs);
    this.intervalToTellMs = intervalMs < this.serverIntervalMs ? intervalMs : 0;
    return intervalMs;
  }

  private cargo(): Partial<Ping> {
    const status = this.latestStatus;
    const intervalMs = this.intervalToTellMs;
    this.intervalToTellMs = 0;
    void this.askStatus();
    return { ...(Object.keys(status).length > 0 && { status }), intervalMs, groupVersion: this.group.version };
  }

  private came(frame: Frame): void {
    if (frame.kind === 'message') {
      this.intake.came(frame);
    } else if (frame.kind === 'ack') {
      this.outbox.acknowledged(frame.id);
    } else if (frame.kind === 'refusal') {
      this.outbox.refusalCame(frame);
    }
  }

  private ended(ending: Ending, goodbye?: Goodbye): void {
    const link = this.link!;
    const now = this.clock.now();
    const { welcome } = link;
    this.link = undefined;
    this.lastEnding = ending;
    this.outbox.connectionLost();
    if (welcome) {
      const cause = ending.code ? String(ending.code) : ending.reason;
      this.lastSession = { sessionId: welcome.sessionId, cause, endedAt: now, heardAt: link.heardAt, stalledMs: link.stalledMs };
      const silent = ending.reason === 'NO_PONG';
      const cut = silent || ending.reason === 'RESET' || ending.reason === 'FIN';
      this.cuts.died(this.network(), cut ? link.idleMs(silent) : 0, silent, this.intervalMs());
    } else {
      this.cuts.returned(false);
    }
    this.endpoints.failed(this.url, this.platform.now());
    this.endpoints.prefer(goodbye?.endpoints ?? [], this.url);
    this.follow(this.reconnector.ended(ending, this.platform.now()));
  }

  private intervalMs(): number {
    return this.current.kind === 'online' ? this.current.intervalMs : this.serverIntervalMs;
  }

  /** The network, and the gateway that is reached through it: a proxy's patience is that of one address. */
  private network(): string {
    return `${this.platform.connection?.type ?? ''} ${this.url}`;
  }

  private say(frame: Frame): void {
    if (this.link?.welcome) {
      this.link.send(frame);
    }
  }

  /** Writes what the outbox holds, as far as the socket takes it. */
  private write(): void {
    const link = this.link;
    if (!link?.welcome) {
      if (this.lastEnding?.reason === 'IDLE') {
        // Sent away for having nothing to say: now there is.
        this.follow(this.reconnector.wake(this.platform.now()));
      }
      return;
    }
    for (let room = link.hasRoom; room; room = link.hasRoom) {
      const message = this.outbox.next();
      if (!message) {
        return;
      }
      this.sent++;
      link.send(message);
    }
    if (this.outbox.held > 0) {
      link.awaitRoom();
    }
  }

  private async askStatus(): Promise<void> {
    const { status } = this.options;
    // One that is slow is not asked twice.
    if (status && !this.asking) {
      this.asking = true;
      try {
        this.latestStatus = await status();
      } catch (reason) {
        this.latestStatus = {};
        this.complain('status', reason);
      }
      this.asking = false;
    }
  }

  private become(next: ClientState): void {
    this.current = next;
    void this.tell('state', next);
  }

  /** Answers whether somebody listened, and nobody failed. */
  private async tell<K extends keyof Events>(event: K, value: Events[K]): Promise<boolean> {
    const listeners = [...(this.listeners.get(event) ?? [])] as Listener<K>[];
    let taken = listeners.length > 0 || event === 'groupStale';
    for (const listener of listeners) {
      try {
        await listener(value);
      } catch (reason) {
        taken = false;
        this.complain(event, reason);
      }
    }
    return taken;
  }

  private complain(whose: string, reason: unknown): void {
    const problem = new HeartwireError('HANDLER_FAILED', `client ${this.options.clientId}: its code for '${whose}' failed: ${reason}`, reason);
    if (whose === 'problem' || !this.listeners.get('problem')?.size) {
      console.error(problem.message, reason);
    } else {
      void this.tell('problem', problem);
    }
  }

  private finish(why: Ending, credentialWanted: boolean): void {
    if (this.current.kind !== 'closed' || this.current.credentialWanted) {
      this.become({ kind: 'closed', why, credentialWanted });
    }
    if (!credentialWanted) {
      this.stopListening();
      this.outbox.close(`${why.reason} ${why.detail}`);
      this.whenClosed.splice(0).forEach((closed) => closed());
    }
  }

  private listenToThePage(): void {
    const { window, document, connection } = this.platform;
    const wake = (): void => this.wake();
    const changed = (): void => {
      this.networkChanged = true;
      this.wake();
    };
    // `offline` is not believed, it is looked into: it is wrong now and then.
    const ask = (): void => this.link?.ask();
    const shown = (): void => (document?.visibilityState === 'visible' ? this.wake() : undefined);
    const all: [Listenable | undefined, string, () => void][] = [
      [window, 'online', changed],
      [window, 'offline', ask],
      [window, 'pageshow', wake],
      [document, 'visibilitychange', shown],
      [document, 'resume', wake],
      [connection, 'change', changed],
    ];
    all.forEach(([target, type, listener]) => target?.addEventListener?.(type, listener));
    this.stopListening = () => all.forEach(([target, type, listener]) => target?.removeEventListener?.(type, listener));
  }
}
