package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.cluster.TurnLostException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The turn of the only gateway there is: it has it until it gives it back. Thread safe. */
final class SqliteTurn implements Turn {
  private final CommitLoop loop;
  private final SqliteLedger ledger;
  private final String reader;
  private final long term;
  private volatile boolean closed;

  SqliteTurn(CommitLoop loop, SqliteLedger ledger, String reader, long term) {
    this.loop = loop;
    this.ledger = ledger;
    this.reader = reader;
    this.term = term;
  }

  @Override
  public long term() {
    return closed ? NONE : term;
  }

  @Override
  public Optional<Seen> seen() {
    return Optional.empty();
  }

  @Override
  public CompletionStage<Long> advance(long toldIn, long number) {
    if (isOver(toldIn)) {
      return CompletableFuture.failedFuture(new TurnLostException(reader, toldIn));
    }
    return loop.submit(() -> ledger.advance(reader, number));
  }

  @Override
  public CompletionStage<DeadLetters.Buried> bury(long toldIn, DeadLetter letter) {
    if (isOver(toldIn)) {
      return CompletableFuture.failedFuture(new TurnLostException(reader, toldIn));
    }
    return loop.submit(
        () -> {
          ledger.advance(reader, letter.event().number());
          return ledger.deadLetters().bury(letter);
        });
  }

  private boolean isOver(long toldIn) {
    return closed || toldIn != term;
  }

  @Override
  public void close() {
    closed = true;
  }
}
