package io.heartwire.cli.demo;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One misfortune, and what came of it on both sides.
 *
 * @param name a letter
 * @param what happened, or why it could not, in words
 * @param clientStallMs the longest time that the client process was away itself
 * @param outcome empty if it could not be done here
 */
record DemoCase(String name, String what, long clientStallMs, Optional<Outcome> outcome) {
  /** Both sides. */
  record Outcome(Figures ours, Figures plain) {}

  /** One that cannot be shown on this machine. */
  static DemoCase leftOut(String name, String why) {
    return new DemoCase(name, why, 0, Optional.empty());
  }

  /** The same with more figures on each side. */
  DemoCase with(UnaryOperator<Figures> ours, UnaryOperator<Figures> plain) {
    return new DemoCase(
        name,
        what,
        clientStallMs,
        outcome.map(both -> new Outcome(ours.apply(both.ours()), plain.apply(both.plain()))));
  }

  /** Whether the clients themselves were away for so long that the figures say less. */
  boolean clientsStalled() {
    return clientStallMs > DemoPlan.CLIENT_STALL_LIMIT.toMillis();
  }
}
