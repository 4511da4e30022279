import { HeartwireError } from './error.js';
import type { Message, Refusal } from './frames.js';

interface Entry {
  message: Message;
  bytes: number;
  /** How often the server had no room for it. */
  refusals: number;
  paused: boolean;
  done: () => void;
  failed: (problem: HeartwireError) => void;
}

/** What a message costs beside its texts and body; an estimate. */
const OVERHEAD_BYTES = 64;
const BUSY = 1;
const LONGEST_PAUSE_MS = 60_000;
const nothing = (): void => undefined;

/**
 * The messages that the client has taken charge of: not written yet, or not acknowledged. Bounded by count
 * and bytes; at either bound nothing more is taken. One without acknowledgement leaves when it is written;
 * one with leaves when it is acknowledged, and is written again on every new session until then.
 */
export interface Outbox {
  counters(): { acked: number; refused: number; held: number };
  /** Takes `message`; what forbids it otherwise. */
  offer(message: Message, done?: () => void, failed?: (problem: HeartwireError) => void): HeartwireError | undefined;
  /** The next message to write now. */
  next(): Message | undefined;
  acknowledged(id: string): void;
  /** For want of room: again after 1 s, then twice as long each time, up to a minute. Else it failed. */
  refusalCame(refusal: Refusal): void;
  /** What was written and not acknowledged is to be written again, first. */
  connectionLost(): void;
  /** Takes nothing more; what is held fails. */
  close(why: string): void;
}

export function outbox(
  most: { messages: number; bytes: number },
  random: () => number,
  later: (run: () => void, ms: number) => void,
  write: () => void,
): Outbox {
  const unacked = new Map<string, Entry>();
  let waiting: Entry[] = [];
  let bytes = 0;
  let acked = 0;
  let refused = 0;
  let closed: string | undefined;

  const held = (): number => waiting.length + unacked.size;
  const release = (id: string): Entry | undefined => {
    const entry = unacked.get(id);
    bytes -= entry?.bytes ?? 0;
    unacked.delete(id);
    return entry;
  };

  return {
    counters: () => ({ acked, refused, held: held() }),
    offer: (message, done = nothing, failed = nothing) => {
      if (closed) {
        return new HeartwireError('CLOSED', `the client is closed (${closed})`);
      }
      const size = OVERHEAD_BYTES + message.body.length + 2 * (message.type.length + message.id.length);
      if (held() >= most.messages || bytes + size > most.bytes) {
        refused++;
        return new HeartwireError(
          'OUTBOX_FULL',
          `the outbox holds ${held()} messages of ${most.messages} and ${bytes} bytes of ${most.bytes}: send less, or raise its limits`,
        );
      }
      bytes += size;
      waiting.push({ message, bytes: size, refusals: 0, paused: false, done, failed });
      return undefined;
    },
    next: () => {
      const entry = waiting.shift();
      if (entry?.message.ackWanted) {
        unacked.set(entry.message.id, entry);
      } else {
        bytes -= entry?.bytes ?? 0;
      }
      return entry?.message;
    },
    acknowledged: (id) => {
      const entry = release(id);
      if (entry) {
        acked++;
        entry.done();
      }
    },
    refusalCame: ({ id, cause }) => {
      const entry = unacked.get(id);
      if (cause !== BUSY) {
        release(id)?.failed(new HeartwireError('REFUSED', `the server did not take message '${id}': its handler failed, or was not done in time`));
      } else if (entry && !entry.paused) {
        entry.paused = true;
        const times = ++entry.refusals;
        // Up to half as much again, so that those who were refused together do not return together.
        later(
          () => {
            // Not if it was acknowledged meanwhile, or is on its way on another connection.
            if (entry.paused && entry.refusals === times && unacked.delete(id)) {
              entry.paused = false;
              waiting.push(entry);
              write();
            }
          },
          Math.min(LONGEST_PAUSE_MS, 500 * 2 ** times) * (1 + random() / 2),
        );
      }
    },
    connectionLost: () => {
      unacked.forEach((entry) => (entry.paused = false));
      waiting = [...unacked.values(), ...waiting];
      unacked.clear();
    },
    close: (why) => {
      const left = [...unacked.values(), ...waiting];
      closed = why;
      unacked.clear();
      waiting = [];
      left.forEach(({ message, failed }) =>
        failed(new HeartwireError('CLOSED', `message '${message.id}' was not acknowledged before the client was closed (${why})`)),
      );
    },
  };
}
