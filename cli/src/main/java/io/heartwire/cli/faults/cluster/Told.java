package io.heartwire.cli.faults.cluster;

/**
 * One event about a client, as it was told.
 *
 * @param number in the log
 * @param word its kind: {@code online}, {@code resumed}, {@code moved}, ...
 * @param client whom it is about
 * @param epoch of the session
 */
record Told(long number, String word, String client, long epoch) {
  boolean isTerminal() {
    return word.equals("offline") || word.equals("moved") || word.equals("taken-over");
  }
}
