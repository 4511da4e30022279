package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Turn;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One sink of this gateway, which is there only while it is this gateway's turn to serve it: what
 * it remembers of an earlier turn would be out of date. {@link #look}, {@link #begun}, {@link
 * #sink} and {@link #close} are for the thread of the sink, the rest for all.
 */
final class SinkTurn implements AutoCloseable {
  private final Turn turn;
  private final Supplier<EventSink> make;
  private volatile long term = Turn.NONE;
  private volatile boolean begun;
  private @Nullable EventSink sink;

  /** {@code changed} is called when this gateway has got the turn or lost it. */
  SinkTurn(ClusterEngine engine, String name, Supplier<EventSink> make, Runnable changed) {
    this.turn = engine.turn(name, changed);
    this.make = make;
  }

  /** What has become of the turn since it was looked at last. */
  enum Look {
    /** It is a new one of this gateway, until {@link #begun}: it begins from the cursor. */
    BEGINS,
    SERVING,
    /** Another gateway has it, or will. */
    LOST,
    ELSEWHERE
  }

  Look look() {
    long now = turn.term();
    long before = term;
    if (now == before) {
      return now == Turn.NONE ? Look.ELSEWHERE : begun ? Look.SERVING : Look.BEGINS;
    }
    letGo();
    if (now == Turn.NONE) {
      return Look.LOST;
    }
    sink = make.get();
    term = now;
    return Look.BEGINS;
  }

  /** It is known where to go on. */
  void begun() {
    begun = true;
  }

  /** Whether a look would show something new. */
  boolean isChanged() {
    return turn.term() != term;
  }

  /** Whether this gateway has begun to serve it, and still may. */
  boolean isServing() {
    long now = term;
    return begun && now != Turn.NONE && turn.term() == now;
  }

  EventSink sink() {
    EventSink served = sink;
    if (served == null) {
      throw new IllegalStateException("a sink is asked for that is not served: a defect of ours");
    }
    return served;
  }

  CompletionStage<Long> advance(long number) {
    return turn.advance(term, number);
  }

  CompletionStage<DeadLetters.Buried> bury(DeadLetter letter) {
    return turn.bury(term, letter);
  }

  /** The gateway that serves it, if that is known: {@code here}, or another one. */
  Optional<String> servedBy(String here) {
    return turn.term() != Turn.NONE
        ? Optional.of(here)
        // What was known a moment ago may still say that it is here.
        : turn.seen().flatMap(Turn.Seen::servedBy).filter(node -> !node.equals(here));
  }

  /** How it stands, if another gateway knows better than this one. */
  Optional<Turn.Seen> elsewhere() {
    return isServing() ? Optional.empty() : turn.seen();
  }

  private void letGo() {
    term = Turn.NONE;
    begun = false;
    EventSink served = sink;
    sink = null;
    if (served != null) {
      served.close();
    }
  }

  @Override
  public void close() {
    letGo();
    turn.close();
  }
}
