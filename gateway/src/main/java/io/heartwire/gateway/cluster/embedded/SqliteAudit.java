package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The audit log in the file of one engine. Thread safe. */
final class SqliteAudit implements AuditLog {
  private final CommitLoop loop;
  private final SqliteLedger ledger;
  private final ReadSide reader;

  SqliteAudit(CommitLoop loop, SqliteLedger ledger, ReadSide reader) {
    this.loop = loop;
    this.ledger = ledger;
    this.reader = reader;
  }

  @Override
  public CompletionStage<Long> write(AuditLine line) {
    return loop.submit(() -> ledger.audit().write(line));
  }

  @Override
  public List<Entry> list(Wanted wanted, long before, int limit) {
    return reader.auditLines(wanted, before, limit);
  }

  @Override
  public long count(Wanted wanted) {
    return reader.countAuditLines(wanted);
  }

  @Override
  public long dropped() {
    return reader.droppedAuditLines();
  }
}
