/*
 * Where to connect, best first. The order is drawn once, so that a fleet spreads and one client returns to
 * where it was; what failed within the last 30 s comes last, so there is always something to try.
 */
const SKIP_FAILED_MS = 30_000;

export class Endpoints {
  private readonly known: string[];
  private preferred: string[] = [];
  private readonly failedAt = new Map<string, number>();

  constructor(urls: readonly string[], random: () => number) {
    this.known = [...new Set(urls)];
    for (let i = this.known.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [this.known[i], this.known[j]] = [this.known[j]!, this.known[i]!];
    }
  }

  best(now: number): string {
    const age = (url: string): number => now - (this.failedAt.get(url) ?? -Infinity);
    const all = [...new Set([...this.preferred, ...this.known])];
    return all.find((url) => age(url) >= SKIP_FAILED_MS) ?? all.sort((a, b) => age(b) - age(a))[0]!;
  }

  failed(url: string, now: number): void {
    this.preferred = this.preferred.filter((other) => other !== url);
    this.failedAt.delete(url);
    if (this.known.includes(url)) {
      this.failedAt.set(url, now);
    }
  }

  worked(url: string): void {
    this.failedAt.delete(url);
  }

  /** A redirect, as `host:port`: these come first until they fail. Scheme and path stay those of `from`. */
  prefer(endpoints: readonly string[], from: string): void {
    const urls = endpoints.map((endpoint) => elsewhere(endpoint, from)).filter((url) => url !== undefined);
    if (urls.length > 0) {
      this.preferred = urls;
      urls.forEach((url) => this.failedAt.delete(url));
    }
  }
}

/** `from` at another host and port; undefined if `endpoint` names none. */
function elsewhere(endpoint: string, from: string): string | undefined {
  try {
    const place = new URL(`http://${endpoint}`);
    const url = new URL(from);
    // Not by `host`, which keeps the old port where the new one is the scheme's own.
    url.hostname = place.hostname;
    url.port = place.port || '80';
    return place.pathname === '/' && !place.username ? url.href : undefined;
  } catch {
    return undefined;
  }
}
