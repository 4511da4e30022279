package io.heartwire.cli;

/** Ends a command with one sentence on standard error and an exit code; no stack trace is shown. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int NOT_FOUND = 404;

  private final int exitCode;
  private final int status;

  CommandFailure(int exitCode, String sentence) {
    this(exitCode, 0, sentence);
  }

  private CommandFailure(int exitCode, int status, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
    this.status = status;
  }

  /** A gateway has answered with this status. */
  static CommandFailure answered(int status, String sentence) {
    return new CommandFailure(ExitCode.FAILED, status, sentence);
  }

  /** Whether a gateway has answered that it does not know what was asked for. */
  boolean isNotFound() {
    return status == NOT_FOUND;
  }

  int exitCode() {
    return exitCode;
  }

  /** What {@code failure} says, or its type if it says nothing. */
  static String sentenceOf(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String sentence =
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    return sentence.replaceAll("\\s*\\R\\s*", "; ");
  }
}
