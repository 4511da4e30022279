/*
 * Where to connect, best first. The order is drawn once, so that a fleet spreads and one client returns to
 * where it was; what failed within the last 30 s comes last, so there is always something to try.
 */
const SKIP_FAILED_MS = 30_000;

export interface Endpoints {
  best(now: number): string;
  failed(url: string, now: number): void;
  /** A redirect, as `host:port`: these come first until they fail. Scheme and path stay those of `from`. */
  prefer(endpoints: readonly string[], from: string): void;
}

export function endpoints(urls: readonly string[], random: () => number): Endpoints {
  const known = urls.map((url) => [random(), url] as const).sort(([a], [b]) => a - b).map(([, url]) => url);
  const failedAt = new Map<string, number>();
  let preferred: string[] = [];
  return {
    best: (now) => {
      const age = (url: string): number => now - (failedAt.get(url) ?? -Infinity);
      const all = [...preferred, ...known];
      return all.find((url) => age(url) > SKIP_FAILED_MS) ?? all.sort((a, b) => age(b) - age(a))[0]!;
    },
    failed: (url, now) => {
      preferred = preferred.filter((other) => other !== url);
      if (known.includes(url)) {
        failedAt.set(url, now);
      }
    },
    prefer: (places, from) => {
      const moved = (place?: string): string => {
        const url = new URL(from);
        // Changes nothing where `place` names no host.
        url.host = place ?? '';
        return url.href;
      };
      const found = places.map(moved).filter((url) => url !== moved());
      found.forEach((url) => failedAt.delete(url));
      preferred = found.length ? found : preferred;
    },
  };
}
