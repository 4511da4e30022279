import { MOST_WAITING, REMEMBERED } from './figures.js';
import { fromBase64, type Post } from './frames.js';
import type { Message } from './state.js';


/**
 * Hands the messages that come to the application, one after the other in order, and acknowledges those
 * that want it once the application is done with them; it sees none of those twice, on whatever connection
 * it comes again.
 */
export interface Intake {
  /** Throws if its body is not base64. */
  came(message: Partial<Post>): void;
  counted(): { received: number; repeated: number; dropped: number };
}

/** `application` answers false if nobody wanted the message. */
export function intake(application: (message: Message) => Promise<boolean>, acknowledge: (id: string) => void): Intake {
  const open = new Set<string>();
  const done = new Set<string>();
  let received = 0;
  let repeated = 0;
  let dropped = 0;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  const handOn = async (message: Message): Promise<void> => {
    const { id, ackWanted } = message;
    const taken = await application(message);
    waiting--;
    open.delete(id);
    if (ackWanted && taken) {
      done.add(id);
      if (done.size > REMEMBERED) {
        done.delete([...done][0]!);
      }
      acknowledge(id);
    }
  };

  return {
    counted: () => ({ received, repeated, dropped }),
    came: ({ type = '', id = '', body = '', ackWanted = false }) => {
      const message = { type, id, body: fromBase64(body), ackWanted };
      received++;
      if (ackWanted && (done.has(id) || open.has(id))) {
        repeated++;
        if (done.has(id)) {
          acknowledge(id);
        }
      } else if (waiting >= MOST_WAITING) {
        dropped++;
      } else {
        waiting++;
        if (ackWanted) {
          open.add(id);
        }
        last = last.then(() => handOn(message));
      }
    },
  };
}
