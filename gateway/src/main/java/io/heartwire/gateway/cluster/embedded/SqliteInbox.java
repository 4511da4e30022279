package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parcel;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The inbox of the embedded engine. Thread safe. */
final class SqliteInbox implements Inbox {
  private final CommitLoop loop;
  private final SqliteLedger ledger;
  private final ReadSide reader;

  SqliteInbox(CommitLoop loop, SqliteLedger ledger, ReadSide reader) {
    this.loop = loop;
    this.ledger = ledger;
    this.reader = reader;
  }

  @Override
  public CompletionStage<Kept> keep(Parcel parcel, Limits limits) {
    return loop.submit(() -> ledger.messages().keep(parcel, limits));
  }

  @Override
  public CompletionStage<Boolean> delivered(ClientId client, String id) {
    return loop.submit(() -> ledger.messages().delivered(client, id));
  }

  @Override
  public CompletionStage<List<Waiting>> waiting(ClientId client, long after, int limit) {
    return loop.submit(() -> ledger.messages().waiting(client, after, limit));
  }

  @Override
  public boolean waitsFor(ClientId client) {
    return ledger.messages().tally().waitsFor(client.value());
  }

  @Override
  public CompletionStage<Received> receive(Notice notice, String id) {
    return loop.submit(() -> ledger.receive(notice, id));
  }

  @Override
  public List<ClientId> inGrace(String group) {
    return reader.inGrace(group);
  }

  @Override
  public Counts counts() {
    return ledger.messages().tally().counts();
  }
}
