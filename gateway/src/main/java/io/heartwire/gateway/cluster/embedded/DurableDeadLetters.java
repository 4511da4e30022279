package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Dead letters in the file of one engine. Thread safe. */
final class DurableDeadLetters implements DeadLetters {
  private final CommitLoop loop;
  private final SqliteLedger ledger;
  private final ReadSide reader;

  DurableDeadLetters(CommitLoop loop, SqliteLedger ledger, ReadSide reader) {
    this.loop = loop;
    this.ledger = ledger;
    this.reader = reader;
  }

  @Override
  public CompletionStage<Long> remove(String name, long number) {
    return loop.submit(() -> ledger.deadLetters().remove(name, number));
  }

  @Override
  public List<DeadLetter> list(String name, long after, int limit) {
    return reader.deadLetters(name, after, limit);
  }

  @Override
  public long count(String name) {
    return reader.countDeadLetters(name);
  }
}
