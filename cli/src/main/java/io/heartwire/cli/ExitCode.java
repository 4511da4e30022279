package io.heartwire.cli;

/** What a command leaves behind for the shell. */
final class ExitCode {
  /** It did what was asked. */
  static final int OK = 0;

  /** It could not: a port in use, a refusal, something not found. */
  static final int FAILED = 1;

  /** It was asked for something that cannot be: unknown options, a contradictory configuration. */
  static final int USAGE = 2;

  /** There is no gateway at the address. */
  static final int NO_GATEWAY = 3;

  /** A second signal ended the gateway while it was still telling its clients to go. */
  static final int CUT_SHORT = 4;

  private ExitCode() {}
}
