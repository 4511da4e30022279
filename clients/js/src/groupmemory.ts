import type { GroupVersion } from './frames.js';

/**
 * Which data of which group the application has, as far as we know: what it said at the beginning, then
 * what it was last told to drop. It is told once for each version; again if it failed, because then it may
 * still have the old data. One call runs at a time, and the one after it is about the latest version.
 */
export interface GroupMemory {
  present(): GroupVersion;
  /** What a ping says: the version of the present group's data. */
  presentVersion(): number;
  /** What the server said; one that knows nothing of it names no group. */
  welcomed(present: Partial<GroupVersion> | undefined): void;
  /** Data of another version is stale; `dropped` is called once it has been dropped. */
  stale(version: number, dropped?: () => void): void;
}

/** `tell` answers whether the application has dropped its data. */
export function groupMemory(first: GroupVersion | undefined, tell: (stale: GroupVersion) => Promise<boolean>): GroupMemory {
  let has = first ?? { group: '', version: 0 };
  let wanted = has;
  let telling = false;

  const tellIfStale = async (dropped?: () => void): Promise<void> => {
    while (!telling && (wanted.group !== has.group || wanted.version !== has.version)) {
      const now = wanted;
      telling = true;
      const done = await tell(now);
      telling = false;
      if (!done) {
        // Told again when the server says it again, not in a circle.
        return;
      }
      has = now;
      dropped?.();
    }
  };

  return {
    present: () => has,
    presentVersion: () => (has.group === wanted.group ? has.version : 0),
    welcomed: ({ group, version = 0 } = {}) => {
      if (group) {
        wanted = { group, version };
        has = has.group || version ? has : wanted;
        void tellIfStale();
      }
    },
    stale: (version, dropped) => {
      wanted = { group: wanted.group, version };
      void tellIfStale(dropped);
    },
  };
}
