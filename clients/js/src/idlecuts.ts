/*
 * What a network forgets. Some middleboxes drop a connection that was idle for a while: behind one, an
 * interval that is longer loses every connection. Two deaths at the same idle age, each followed by a
 * login that works at once, give the age away, and the interval becomes shorter on that network. Where the
 * cut is not seen (nobody answers a ping), the age is only an upper bound: the interval is halved.
 */

/** Where learned intervals are kept: `localStorage`, or anything like it. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The networks remembered; at the bound the one not used for longest is forgotten. */
export const MOST_NETWORKS = 20;
const KEY = 'heartwire.intervals';
const LEAST_MS = 1_000;
const WEEK_MS = 7 * 86_400_000;
const SAME = 0.05;
const SAFE = 0.8;
/** So many answered pings in a row, and what was suspected is dropped. */
const TRUSTED = 10;

interface Network {
  /** 0: nothing learned. */
  learnedMs: number;
  /** When it was learned or last tried, on the wall clock: it outlives the process. */
  at: number;
  /** A longer interval that is tried now; 0: none. */
  trialMs: number;
  /** The idle age of the last suspicious death, how many there were, whether they were silent. */
  diedAtMs: number;
  deaths: number;
  answered: number;
}

interface Death {
  network: string;
  idleMs: number;
  silent: boolean;
  intervalMs: number;
}

export class IdleCuts {
  private readonly networks = new Map<string, Network>();
  private pending: Death | undefined;

  constructor(
    private readonly store: Store | undefined,
    private readonly wall: () => number,
  ) {
    this.load();
  }

  /** The interval to keep on `network`, where the server asks for `wantedMs`. */
  interval(network: string, wantedMs: number): number {
    const known = this.networks.get(network);
    if (!known || known.learnedMs === 0 || known.learnedMs >= wantedMs) {
      return wantedMs;
    }
    // Used last: forgotten last.
    this.networks.delete(network);
    this.networks.set(network, known);
    if (this.wall() - known.at >= WEEK_MS) {
      known.at = this.wall();
      known.trialMs = 2 * known.learnedMs;
      this.save();
    }
    return Math.min(wantedMs, known.trialMs || known.learnedMs);
  }

  /** A session ended without a word; what that means is known once the next login has worked at once. */
  died(network: string, idleMs: number, silent: boolean, intervalMs: number): void {
    this.pending = idleMs >= LEAST_MS ? { network, idleMs, silent, intervalMs } : undefined;
  }

  /** The first attempt after it ended. If it did not work, the network itself was away. */
  returned(worked: boolean): void {
    const death = this.pending;
    this.pending = undefined;
    if (!death || !worked) {
      return;
    }
    const known = this.of(death.network);
    const { idleMs } = death;
    known.answered = 0;
    if (known.trialMs && idleMs > known.learnedMs) {
      known.trialMs = 0;
      this.save();
      return;
    }
    const again = known.deaths > 0 && (death.silent || Math.abs(idleMs - known.diedAtMs) <= SAME * idleMs);
    if (again) {
      this.learn(known, death.silent ? Math.min(death.intervalMs, idleMs) / 2 : SAFE * Math.min(idleMs, known.diedAtMs));
    }
    known.deaths = again && !death.silent ? 0 : known.deaths + 1;
    known.diedAtMs = idleMs;
  }

  /** A ping was answered after so much silence. */
  survived(network: string, idleMs: number): void {
    const known = this.networks.get(network);
    if (!known) {
      return;
    }
    known.answered++;
    if (idleMs >= known.diedAtMs || known.answered >= TRUSTED) {
      known.deaths = 0;
    }
    if (known.trialMs && idleMs >= SAFE * known.trialMs) {
      this.learn(known, known.trialMs);
    }
  }

  private learn(known: Network, intervalMs: number): void {
    known.learnedMs = Math.max(LEAST_MS, Math.round(intervalMs));
    known.at = this.wall();
    known.trialMs = 0;
    this.save();
  }

  private of(network: string): Network {
    const known = this.networks.get(network) ?? { learnedMs: 0, at: 0, trialMs: 0, diedAtMs: 0, deaths: 0, answered: 0 };
    this.networks.delete(network);
    this.networks.set(network, known);
    if (this.networks.size > MOST_NETWORKS) {
      this.networks.delete(this.networks.keys().next().value as string);
    }
    return known;
  }

  private load(): void {
    try {
      const kept: unknown = JSON.parse(this.store?.getItem(KEY) ?? '[]');
      for (const [network, learnedMs, at] of (kept as [string, number, number][]).slice(-MOST_NETWORKS)) {
        if (learnedMs >= LEAST_MS && Number.isFinite(at)) {
          Object.assign(this.of(String(network)), { learnedMs, at });
        }
      }
    } catch {
      // Not ours, or not allowed here: it is learned anew.
    }
  }

  private save(): void {
    const kept = [...this.networks].filter(([, known]) => known.learnedMs).map(([network, { learnedMs, at }]) => [network, learnedMs, at]);
    try {
      this.store?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full, or not allowed here: what is known holds for as long as we run.
    }
  }
}
