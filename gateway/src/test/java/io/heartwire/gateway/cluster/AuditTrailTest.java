package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a line that the audit log takes, takes late, refuses or never takes. */
class AuditTrailTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofHours(1);
  private static final AuditLine LINE =
      new AuditLine(
          Instant.EPOCH, "127.0.0.1", "hold", "all", "", "60s", Optional.empty(), false, "done");

  private final StubLog log = new StubLog();

  private static boolean outcome(CompletionStage<Boolean> written) throws Exception {
    return written.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aLineThatIsDurableInTimeIsTakenAndNotCounted() throws Exception {
    var trail = new AuditTrail(log, LONG);
    CompletionStage<Boolean> written = trail.write(LINE);
    assertThat(written.toCompletableFuture()).isNotDone();
    log.answers.get(0).complete(1L);

    assertThat(outcome(written)).isTrue();
    assertThat(trail.untaken()).isZero();
  }

  @Test
  void aLineThatTheLogRefusesIsCounted() throws Exception {
    var trail = new AuditTrail(log, LONG);
    CompletionStage<Boolean> written = trail.write(LINE);
    log.answers.get(0).completeExceptionally(new IllegalStateException("closed"));

    assertThat(outcome(written)).isFalse();
    assertThat(trail.untaken()).isEqualTo(1);
  }

  @Test
  void aDiskThatIsTooSlowKeepsNobodyWaitingAndTheLineMayStillCome() throws Exception {
    var trail = new AuditTrail(log, SHORT);

    assertThat(outcome(trail.write(LINE))).isFalse();
    assertThat(trail.untaken()).isEqualTo(1);
    assertThat(log.answers.get(0)).as("what the log itself works on").isNotDone();
    log.answers.get(0).complete(1L);
    assertThat(trail.untaken()).isEqualTo(1);
  }

  @Test
  void linesThatADiskNeverTakesDoNotGatherWithoutABound() throws Exception {
    var trail = new AuditTrail(log, LONG);
    for (int i = 0; i < AuditTrail.MOST_WAITING; i++) {
      trail.write(LINE);
    }
    assertThat(trail.untaken()).isZero();

    assertThat(outcome(trail.write(LINE))).isFalse();
    assertThat(log.answers).hasSize(AuditTrail.MOST_WAITING);
    assertThat(trail.untaken()).isEqualTo(1);

    log.answers.get(0).complete(1L);
    CompletionStage<Boolean> next = trail.write(LINE);
    assertThat(log.answers).as("there is room again").hasSize(AuditTrail.MOST_WAITING + 1);
    log.answers.get(AuditTrail.MOST_WAITING).complete(2L);
    assertThat(outcome(next)).isTrue();
  }

  private static final class StubLog implements AuditLog {
    private final List<CompletableFuture<Long>> answers = new ArrayList<>();

    @Override
    public CompletionStage<Long> write(AuditLine line) {
      var answer = new CompletableFuture<Long>();
      answers.add(answer);
      return answer;
    }

    @Override
    public List<Entry> list(Wanted wanted, long before, int limit) {
      return List.of();
    }

    @Override
    public long count(Wanted wanted) {
      return answers.size();
    }

    @Override
    public long dropped() {
      return 0;
    }
  }
}
