package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import io.heartwire.gateway.cluster.ClusterEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log in the file of an engine. */
class SqliteAuditTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final AuditLog.Wanted ALL = new AuditLog.Wanted(Optional.empty(), Instant.EPOCH);

  @TempDir private Path dir;

  private static AuditLine line(String action, Instant at) {
    return new AuditLine(
        at,
        "127.0.0.1",
        action,
        "group meters",
        "150s",
        "180s",
        Optional.of(at.plusSeconds(60)),
        false,
        "done");
  }

  @Test
  void whatIsWrittenSurvivesAKill() {
    var rig = new SqliteRig(dir, Duration.ofSeconds(10));
    ClusterEngine engine = rig.open(InstantSource.fixed(NOW));
    engine.audit().write(line("hold", NOW)).toCompletableFuture().join();
    rig.kill(engine);
    try (ClusterEngine again = rig.open(InstantSource.fixed(NOW))) {
      assertThat(again.audit().list(ALL, Long.MAX_VALUE, 10))
          .containsExactly(new AuditLog.Entry(1, line("hold", NOW)));
    }
  }

  @Test
  void theOldestMakeRoomAndAreCounted() {
    var rig = new SqliteRig(dir, Duration.ofSeconds(10));
    try (ClusterEngine engine = rig.open(InstantSource.fixed(NOW))) {
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 1; i <= AuditLog.MOST + 3; i++) {
        all.add(engine.audit().write(line("kick", NOW.plusSeconds(i))).toCompletableFuture());
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      assertThat(engine.audit().count(ALL)).isEqualTo(AuditLog.MOST);
      assertThat(engine.audit().dropped()).isEqualTo(3);
      assertThat(engine.audit().list(ALL, 5, 10))
          .extracting(AuditLog.Entry::number)
          .containsExactly(4L);
      var since = new AuditLog.Wanted(Optional.of("kick"), NOW.plusSeconds(AuditLog.MOST + 2));
      assertThat(engine.audit().list(since, Long.MAX_VALUE, 10))
          .extracting(AuditLog.Entry::number)
          .containsExactly(AuditLog.MOST + 3L, AuditLog.MOST + 2L);
      assertThat(engine.audit().count(since)).isEqualTo(2);
    }
  }
}
