package io.heartwire.gateway.health;

/** An expression is no rule. The message is a part of a sentence that says why. */
public final class RuleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  RuleException(int line, int column, String problem) {
    super(problem);
    this.line = line;
    this.column = column;
  }

  /** The line of the expression, from 1. */
  public int line() {
    return line;
  }

  /** Where in that line, from 1. */
  public int column() {
    return column;
  }
}
