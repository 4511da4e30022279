package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Tokens in the file of an engine. Thread safe. */
final class SqliteHeartbeatTokens implements HeartbeatTokens {
  private final CommitLoop loop;
  private final HeartbeatTokenRows rows;
  private final ReadSide reader;

  SqliteHeartbeatTokens(CommitLoop loop, HeartbeatTokenRows rows, ReadSide reader) {
    this.loop = loop;
    this.rows = rows;
    this.reader = reader;
  }

  @Override
  public List<HeartbeatToken> all() {
    return reader.heartbeatTokens();
  }

  @Override
  public CompletionStage<Boolean> save(HeartbeatToken token) {
    return loop.submit(() -> rows.save(token));
  }

  @Override
  public CompletionStage<Boolean> forget(String id) {
    return loop.submit(() -> rows.forget(id));
  }
}
