import type { GroupVersion } from './frames.js';

const NONE: GroupVersion = { group: '', version: 0 };

/**
 * Which data of which group the application has, as far as we know: what it said at the beginning, then
 * what it was last told to drop. It is told once for each version; again if it failed, because then it may
 * still have the old data. One call runs at a time, and the one after it is about the latest version.
 */
export class GroupMemory {
  private wanted: GroupVersion = NONE;
  private telling = false;

  /** `tell` answers whether the application has dropped its data. */
  constructor(
    public has: GroupVersion = NONE,
    private readonly tell: (stale: GroupVersion) => Promise<boolean>,
  ) {}

  /** What a ping says: the version of the present group's data. */
  get version(): number {
    return this.has.group === this.wanted.group ? this.has.version : 0;
  }

  welcomed(present: GroupVersion | undefined): void {
    if (!present || present.group === '') {
      // A server that knows nothing of it.
      return;
    }
    if (this.has.group === '' && present.version === 0) {
      this.has = present;
    }
    this.wanted = present;
    void this.tellIfStale(() => undefined);
  }

  /** Data of another version is stale; `dropped` is called once it has been dropped. */
  stale(version: number, dropped: () => void): void {
    this.wanted = { group: this.wanted.group, version };
    void this.tellIfStale(dropped);
  }

  private async tellIfStale(dropped: () => void): Promise<void> {
    const differs = (): boolean => this.wanted.group !== this.has.group || this.wanted.version !== this.has.version;
    while (!this.telling && differs()) {
      const now = this.wanted;
      this.telling = true;
      const done = await this.tell(now);
      this.telling = false;
      if (!done) {
        // Told again when the server says it again, not in a circle.
        return;
      }
      this.has = now;
      dropped();
    }
  }
}
