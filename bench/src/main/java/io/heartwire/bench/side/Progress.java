package io.heartwire.bench.side;

/** What a person reads while the bench runs; on standard error. */
public final class Progress {
  private Progress() {}

  /** One line. */
  public static void say(String words) {
    System.err.println("bench: " + words);
  }

  /** One of the classes of which a client holds most. */
  static void detail(Contender contender, String when, String row) {
    System.err.println("bench:   " + contender.name() + when + " " + row);
  }
}
