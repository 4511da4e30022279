package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitLoopTest {
  private final FakeLedger ledger = new FakeLedger();
  private final CommitLoop loop = new CommitLoop(ledger, System::nanoTime);
  private final Thread thread = new Thread(loop);

  /** Holds what was done when it was committed; refuses as a disk would. */
  private static final class FakeLedger implements CommitLoop.Ledger {
    private final List<String> open = new ArrayList<>();
    private final List<String> held = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean choresFail;

    @Override
    public void begin() {
      assertThat(open).isEmpty();
    }

    @Override
    public void chores() throws SQLException {
      if (choresFail) {
        throw new SQLException("no such column");
      }
    }

    @Override
    public void commit() throws SQLException {
      if (refusals.get() > 0) {
        refusals.decrementAndGet();
        throw new SQLException("full");
      }
      held.addAll(open);
      open.clear();
    }

    @Override
    public void rollback() {
      open.clear();
    }

    @Override
    public long nanosToChores() {
      return Long.MAX_VALUE;
    }

    @Override
    public Optional<String> problem(SQLException e) {
      return "full".equals(e.getMessage()) ? Optional.of("the disk is full") : Optional.empty();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  private CompletableFuture<Boolean> add(String what) {
    return loop.submit(() -> ledger.open.add(what));
  }

  private static void join(CompletableFuture<?>... futures) {
    CompletableFuture.allOf(futures).orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void whatGathersBecomesDurableTogetherAndInOrder() {
    CompletableFuture<Boolean> a = add("a");
    CompletableFuture<Boolean> b = add("b");
    assertThat(loop.health().waiting()).isEqualTo(2);
    thread.start();
    join(a, b);

    assertThat(ledger.held).containsExactly("a", "b");
    assertThat(loop.health().commits()).isEqualTo(1);
  }

  @Test
  void aDiskThatIsFullDelaysAndLosesNothing() {
    ledger.refusals.set(3);
    CompletableFuture<Boolean> a = add("a");
    thread.start();
    join(a, add("b"));

    assertThat(ledger.held).containsExactly("a", "b");
    assertThat(loop.health().failures()).isEqualTo(3);
    assertThat(loop.health().problem()).isEmpty();
    assertThat(loop.health().lost()).isZero();
  }

  @Test
  void saysWhatIsWrongWhileItIs() {
    ledger.refusals.set(Integer.MAX_VALUE);
    CompletableFuture<Boolean> a = add("a");
    thread.start();
    long began = System.nanoTime();
    while (loop.health().problem().isEmpty()) {
      assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
      Thread.onSpinWait();
    }

    assertThat(loop.health().problem()).contains("the disk is full");
    assertThat(a).isNotDone();
    ledger.refusals.set(0);
    join(a);
    assertThat(loop.health().problem()).isEmpty();
  }

  @Test
  void aDefectCostsOnlyTheOneThatHasIt() {
    CompletableFuture<Boolean> a = add("a");
    CompletableFuture<Boolean> bad =
        loop.submit(
            () -> {
              throw new SQLException("no such column");
            });
    CompletableFuture<Boolean> b = add("b");
    thread.start();
    join(a, b);

    assertThat(bad).isCompletedExceptionally();
    assertThat(ledger.held).containsExactly("a", "b");
    assertThat(loop.health().lost()).isEqualTo(1);
  }

  @Test
  void aDefectBesideADiskThatIsFullCostsTheOthersNothing() {
    CompletableFuture<Boolean> a = add("a");
    CompletableFuture<Boolean> bad =
        loop.submit(
            () -> {
              throw new SQLException("no such column");
            });
    CompletableFuture<Boolean> b = add("b");
    ledger.refusals.set(2);
    thread.start();
    join(a, b);

    assertThat(bad).isCompletedExceptionally();
    assertThat(ledger.held).containsExactly("a", "b");
    assertThat(loop.health().lost()).isEqualTo(1);
  }

  @Test
  void choresThatAreADefectCostNobodyAnything() {
    ledger.choresFail = true;
    CompletableFuture<Boolean> a = add("a");
    thread.start();
    join(a, add("b"));

    assertThat(ledger.held).containsExactly("a", "b");
  }

  @Test
  void whatWasSubmittedBeforeTheEndIsDurableAndWhatComesAfterIsRefused()
      throws InterruptedException {
    CompletableFuture<Boolean> a = add("a");
    thread.start();
    loop.close();
    thread.join(10_000);

    assertThat(a).isCompleted();
    assertThat(add("b")).isCompletedExceptionally();
    assertThat(ledger.held).containsExactly("a");
  }
}
