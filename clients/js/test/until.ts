/** Waits for what is real, with a bound. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, boundMs = 20_000): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(`waited ${boundMs} ms for ${what}`);
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
