import { HeartwireError } from './error.js';
import { BUSY, LONGEST_PAUSE_MS, OVERHEAD_BYTES } from './figures.js';
import type { Post, Refusal } from './frames.js';

interface Entry {
  message: Post;
  cost: number;
  /** How often the server had no room for it. */
  refusals: number;
  paused: boolean;
  done: () => void;
  failed: (problem: HeartwireError) => void;
}

const nothing = (): void => undefined;

/**
 * The messages that the client has taken charge of: not written yet, or not acknowledged. Bounded by count
 * and bytes; at either bound nothing more is taken. One without acknowledgement leaves when it is written;
 * one with leaves when it is acknowledged, and is written again on every new session until then.
 */
export interface Outbox {
  counted(): { acked: number; refused: number; held: number };
  /** Takes `message`, and answers whether it did. */
  offer(message: Post, done?: () => void, failed?: (problem: HeartwireError) => void): boolean;
  /** The next message to write now. */
  following(): Post | undefined;
  acknowledged(id: string): void;
  /** For want of room: again after 1 s, then twice as long each time, up to a minute. Else it failed. */
  refusalCame(refusal: Refusal): void;
  /** What was written and not acknowledged is to be written again, first. */
  connectionLost(): void;
  /** Takes nothing more; what is held fails. */
  shut(why: string): void;
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
  let closed: HeartwireError | undefined;

  const held = (): number => waiting.length + unacked.size;
  const release = (id: string): Entry | undefined => {
    const entry = unacked.get(id);
    bytes -= entry?.cost ?? 0;
    unacked.delete(id);
    return entry;
  };

  return {
    counted: () => ({ acked, refused, held: held() }),
    offer: (message, done = nothing, failed = nothing) => {
      const cost = OVERHEAD_BYTES + message.body.length + 2 * (message.type.length + message.id.length);
      const full = held() >= most.messages || bytes + cost > most.bytes;
      if (closed || full) {
        refused++;
        failed(closed ?? new HeartwireError('OUTBOX_FULL', `${held()} of ${most.messages} messages and ${bytes} of ${most.bytes} bytes: send less, or raise outbox`));
        return false;
      }
      bytes += cost;
      waiting.push({ message, cost, refusals: 0, paused: false, done, failed });
      return true;
    },
    following: () => {
      const entry = waiting.shift();
      if (entry?.message.ackWanted) {
        unacked.set(entry.message.id, entry);
      } else {
        bytes -= entry?.cost ?? 0;
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
        release(id)?.failed(new HeartwireError('REFUSED', `message '${id}': the server's handler failed, or was late`));
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
    shut: (why) => {
      const left = [...unacked.values(), ...waiting];
      const problem = (closed = new HeartwireError('CLOSED', `the client is closed: ${why}`));
      unacked.clear();
      waiting = [];
      left.forEach(({ failed }) => failed(problem));
    },
  };
}
