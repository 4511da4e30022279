import type { Message } from './frames.js';

/** Acknowledged ids that are remembered. */
const REMEMBERED = 1_000;
/** Messages that may wait for the application; further ones are dropped, unacknowledged. */
const MOST_WAITING = 1_000;

/**
 * Hands the messages that come to the application, one after the other in order, and acknowledges those
 * that want it once the application is done with them; it sees none of those twice, on whatever connection
 * it comes again.
 */
export class Intake {
  received = 0;
  repeated = 0;
  dropped = 0;
  private waiting = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly open = new Set<string>();
  private readonly done = new Set<string>();

  /** `application` answers false if nobody wanted the message. */
  constructor(
    private readonly application: (message: Message) => Promise<boolean>,
    private readonly acknowledge: (id: string) => void,
  ) {}

  came(message: Message): void {
    const { id, ackWanted } = message;
    this.received++;
    if (ackWanted && (this.done.has(id) || this.open.has(id))) {
      this.repeated++;
      if (this.done.has(id)) {
        this.acknowledge(id);
      }
      return;
    }
    if (this.waiting >= MOST_WAITING) {
      this.dropped++;
      return;
    }
    this.waiting++;
    if (ackWanted) {
      this.open.add(id);
    }
    this.last = this.last.then(() => this.handOn(message));
  }

  private async handOn(message: Message): Promise<void> {
    const { id, ackWanted } = message;
    const taken = await this.application(message);
    this.waiting--;
    this.open.delete(id);
    if (!ackWanted || !taken) {
      return;
    }
    this.done.add(id);
    if (this.done.size > REMEMBERED) {
      this.done.delete(this.done.keys().next().value as string);
    }
    this.acknowledge(id);
  }
}
