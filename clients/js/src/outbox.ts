import type { Message, Refusal } from './frames.js';

/** What went wrong, as a word to switch on. */
export type ProblemCode = 'CLOSED' | 'OUTBOX_FULL' | 'REFUSED' | 'HANDLER_FAILED';

/** A message was not delivered, or the application's own code failed; the message says which and why. */
export class HeartwireError extends Error {
  override readonly name = 'HeartwireError';

  constructor(
    readonly code: ProblemCode,
    message: string,
    /** What the application threw. */
    readonly reason?: unknown,
  ) {
    super(message);
  }
}

interface Entry {
  message: Message;
  bytes: number;
  /** How often the server had no room for it. */
  refusals: number;
  paused: boolean;
  done?: () => void;
  failed?: (problem: HeartwireError) => void;
}

/** What a message costs beside its texts and body; an estimate. */
const OVERHEAD_BYTES = 64;
const BUSY = 1;
const LONGEST_PAUSE_MS = 60_000;

/**
 * The messages that the client has taken charge of: not written yet, or not acknowledged. Bounded by count
 * and bytes; at either bound nothing more is taken. One without acknowledgement leaves when it is written;
 * one with leaves when it is acknowledged, and is written again on every new session until then.
 */
export class Outbox {
  acked = 0;
  refused = 0;
  private waiting: Entry[] = [];
  private readonly unacked = new Map<string, Entry>();
  private bytes = 0;
  private closedBecause: string | undefined;

  constructor(
    private readonly most: { messages: number; bytes: number },
    private readonly random: () => number,
    private readonly later: (run: () => void, ms: number) => void,
    private readonly write: () => void,
  ) {}

  get held(): number {
    return this.waiting.length + this.unacked.size;
  }

  /** Takes `message`; what forbids it otherwise. */
  offer(message: Message, done?: () => void, failed?: (problem: HeartwireError) => void): HeartwireError | undefined {
    if (this.closedBecause !== undefined) {
      return new HeartwireError('CLOSED', `the client is closed (${this.closedBecause})`);
    }
    const bytes = OVERHEAD_BYTES + message.body.length + 2 * (message.type.length + message.id.length);
    if (this.held >= this.most.messages || this.bytes + bytes > this.most.bytes) {
      this.refused++;
      return new HeartwireError(
        'OUTBOX_FULL',
        `the outbox holds ${this.held} messages of ${this.most.messages} and ${this.bytes} bytes of ${this.most.bytes}, ` +
          `no room for ${bytes} more: send less, or raise outbox.messages or outbox.bytes`,
      );
    }
    this.bytes += bytes;
    this.waiting.push({ message, bytes, refusals: 0, paused: false, ...(done && failed ? { done, failed } : {}) });
    return undefined;
  }

  /** The next message to write now. */
  next(): Message | undefined {
    const entry = this.waiting.shift();
    if (entry?.message.ackWanted) {
      this.unacked.set(entry.message.id, entry);
    } else if (entry) {
      this.bytes -= entry.bytes;
    }
    return entry?.message;
  }

  acknowledged(id: string): void {
    const entry = this.release(id);
    if (entry) {
      this.acked++;
      entry.done?.();
    }
  }

  /** For want of room: again after 1 s, then twice as long each time, up to a minute. Else it failed. */
  refusalCame({ id, cause }: Refusal): void {
    const entry = this.unacked.get(id);
    if (!entry || entry.paused) {
      return;
    }
    if (cause !== BUSY) {
      this.release(id);
      const why = `the server did not take message '${id}': its handler failed, or was not done in time`;
      entry.failed?.(new HeartwireError('REFUSED', why));
      return;
    }
    entry.paused = true;
    const times = ++entry.refusals;
    const pause = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (times - 1));
    // Up to half as much again, so that those who were refused together do not return together.
    this.later(() => this.resume(entry, times), pause * (1 + this.random() / 2));
  }

  /** What was written and not acknowledged is to be written again, first. */
  connectionLost(): void {
    const again = [...this.unacked.values()];
    this.unacked.clear();
    again.forEach((entry) => (entry.paused = false));
    this.waiting.unshift(...again);
  }

  /** Takes nothing more; what is held fails. */
  close(why: string): void {
    const left = [...this.unacked.values(), ...this.waiting];
    this.closedBecause = why;
    this.unacked.clear();
    this.waiting = [];
    this.bytes = 0;
    for (const { message, failed } of left) {
      failed?.(new HeartwireError('CLOSED', `message '${message.id}' was not acknowledged before the client was closed (${why})`));
    }
  }

  private resume(entry: Entry, times: number): void {
    // Not if it was acknowledged meanwhile, or is on its way on another connection.
    if (entry.paused && entry.refusals === times && this.unacked.delete(entry.message.id)) {
      entry.paused = false;
      this.waiting.push(entry);
      this.write();
    }
  }

  private release(id: string): Entry | undefined {
    const entry = this.unacked.get(id);
    if (entry) {
      this.unacked.delete(id);
      this.bytes -= entry.bytes;
    }
    return entry;
  }
}
