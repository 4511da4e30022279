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

interface Network {
  /** 0: nothing learned. */
  learnedMs: number;
  /** When it was learned or last tried, on the wall clock: it outlives the process. */
  at: number;
  /** A longer interval that is tried now; 0: none. */
  trialMs: number;
  /** The idle age of the last suspicious death, and how many there were. */
  diedAtMs: number;
  deaths: number;
  /** The longest silence that the present connection has lived through: it does not die of less. */
  survivedMs: number;
}

export interface IdleCuts {
  /** The interval to keep on `network`, where the server asks for `wantedMs`. */
  interval(network: string, wantedMs: number): number;
  /** A session ended without a word; what that means is known once the next login has worked at once. */
  died(network: string, idleMs: number, silent: boolean, intervalMs: number): void;
  /** The first attempt after it ended. If it did not work, the network itself was away. */
  returned(worked: boolean): void;
  /** A ping was answered after so much silence. */
  survived(network: string, idleMs: number): void;
}

export function idleCuts(store: Store | null | undefined, wall: () => number): IdleCuts {
  const networks = new Map<string, Network>();
  let pending: [network: string, idleMs: number, silent: boolean, intervalMs: number] | undefined;

  /** Used last: forgotten last. */
  const use = (network: string): Network => {
    const known = networks.get(network) ?? { learnedMs: 0, at: 0, trialMs: 0, diedAtMs: 0, deaths: 0, survivedMs: 0 };
    networks.delete(network);
    networks.set(network, known);
    if (networks.size > MOST_NETWORKS) {
      networks.delete([...networks.keys()][0]!);
    }
    return known;
  };
  const save = (known: Network, learnedMs: number, trialMs = 0): void => {
    Object.assign(known, { learnedMs: Math.max(LEAST_MS, Math.round(learnedMs)), trialMs, at: wall() });
    try {
      store?.setItem(KEY, JSON.stringify([...networks].filter(([, all]) => all.learnedMs).map(([network, all]) => [network, all.learnedMs, all.at])));
    } catch {
      // Full, or not allowed here: what is known holds for as long as we run.
    }
  };
  try {
    for (const [network, learnedMs, at] of (JSON.parse(store?.getItem(KEY) ?? '[]') as [string, number, number][]).slice(-MOST_NETWORKS)) {
      if (learnedMs >= LEAST_MS && at > 0) {
        Object.assign(use(network), { learnedMs, at });
      }
    }
  } catch {
    // Not ours, or not allowed here: it is learned anew.
  }

  return {
    interval: (network, wantedMs) => {
      const known = use(network);
      const { learnedMs } = known;
      if (!learnedMs || learnedMs >= wantedMs) {
        return wantedMs;
      }
      // A clock that was set back must not put the next trial off for ever.
      if (Math.abs(wall() - known.at) >= WEEK_MS) {
        save(known, learnedMs, 2 * learnedMs);
      }
      return Math.min(wantedMs, known.trialMs || learnedMs);
    },
    died: (...death) => void (pending = death[1] >= LEAST_MS && death[1] > use(death[0]).survivedMs ? death : undefined),
    returned: (worked) => {
      if (pending && worked) {
        const [network, idleMs, silent, intervalMs] = pending;
        const known = use(network);
        const { diedAtMs, deaths, learnedMs } = known;
        if (known.trialMs && idleMs > learnedMs) {
          save(known, learnedMs);
        } else {
          const again = deaths && (silent || Math.abs(idleMs - diedAtMs) <= SAME * idleMs);
          if (again) {
            save(known, silent ? Math.min(intervalMs, idleMs) / 2 : SAFE * Math.min(idleMs, diedAtMs));
          }
          known.deaths = again && !silent ? 0 : deaths + 1;
          known.diedAtMs = idleMs;
        }
      }
      pending = undefined;
      networks.forEach((each) => (each.survivedMs = 0));
    },
    survived: (network, idleMs) => {
      const known = use(network);
      known.survivedMs = Math.max(known.survivedMs, idleMs);
      if (idleMs >= known.diedAtMs) {
        known.deaths = 0;
      }
      if (known.trialMs && idleMs >= SAFE * known.trialMs) {
        save(known, known.trialMs);
      }
    },
  };
}
