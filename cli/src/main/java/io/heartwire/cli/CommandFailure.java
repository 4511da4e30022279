package io.heartwire.cli;

/** Ends a command with one sentence on standard error and an exit code; no stack trace is shown. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  CommandFailure(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
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
