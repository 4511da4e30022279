/** What went wrong, as a word to switch on. */
export type ProblemCode = 'CLOSED' | 'OUTBOX_FULL' | 'REFUSED' | 'HANDLER_FAILED' | 'BAD_OPTION' | 'TOO_LARGE';

/**
 * An option or a message is not allowed, a message was not delivered, or the application's own code
 * failed; the message says which, the values, and what to do.
 */
export class HeartwireError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    /** What the application threw. */
    readonly reason?: unknown,
  ) {
    super(message);
    this.name = 'HeartwireError';
  }
}
