package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.cluster.TurnLostException;
import io.heartwire.gateway.config.GatewayConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sink that this gateway serves only while it is its turn, on a real engine. */
class SinkTurnsTest {
  private final TestGateway it = TestGateway.with();
  private final ClusterEngine engine = it.gateway.engine();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Ordered turn = new Ordered();
  private volatile Runnable whileItReads = () -> {};
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private Turn kept;
  private Sinks sinks;

  /** A turn that comes and goes as the test has it; its cursor is the engine's. */
  private final class Ordered implements Turn {
    private volatile long term;
    private volatile Optional<Seen> seen = Optional.empty();
    private volatile Runnable changed = () -> {};

    void is(long now) {
      term = now;
      changed.run();
    }

    @Override
    public long term() {
      return term;
    }

    @Override
    public Optional<Seen> seen() {
      return seen;
    }

    @Override
    public CompletionStage<Long> advance(long toldIn, long number) {
      return toldIn == term
          ? kept.advance(kept.term(), number)
          : CompletableFuture.failedFuture(new TurnLostException("out", toldIn));
    }

    @Override
    public CompletionStage<DeadLetters.Buried> bury(long toldIn, DeadLetter letter) {
      throw new AssertionError("nothing is refused here");
    }

    @Override
    public void close() {
      term = NONE;
    }
  }

  private final class Out implements EventSink {
    @Override
    public void deliver(List<Event> events) throws InterruptedException {
      events.forEach(event -> told.add(turn.term() + ":" + event.number()));
      gate.await();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void start() {
    kept = engine.turn("out", () -> {});
    assertThat(engine.cursor("out")).isZero();
    EventSinkFactory factory =
        new EventSinkFactory() {
          @Override
          public String type() {
            return "out";
          }

          @Override
          public EventSink make(Order order) {
            made.incrementAndGet();
            return new Out();
          }
        };
    sinks =
        new Sinks(
            GatewayConfig.of("sinks.out.type", "out", "sinks.out.batch", "2").sinks(),
            SinkTypes.of(List.of(factory)),
            new Sinks.Parts(
                withTurn(),
                "gw-a",
                System::nanoTime,
                InstantSource.system(),
                new SecureRandom(),
                name -> Thread::new));
  }

  /** The engine, whose turn is that of the test. */
  private ClusterEngine withTurn() {
    return (ClusterEngine)
        Proxy.newProxyInstance(
            ClusterEngine.class.getClassLoader(),
            new Class<?>[] {ClusterEngine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("turn")) {
                turn.changed = (Runnable) arguments[1];
                return turn;
              }
              try {
                if (method.getName().equals("events")) {
                  whileItReads.run();
                }
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void stop() {
    gate.countDown();
    sinks.close();
    it.close();
  }

  private void happen(int events) {
    for (int i = 0; i < events; i++) {
      engine
          .record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.empty(), 0, "{}"))
          .toCompletableFuture()
          .join();
    }
  }

  private SinkState state() {
    return sinks.state("out").orElseThrow();
  }

  @Test
  void tellsNothingBeforeItIsItsTurnAndShowsWhoServesIt() {
    happen(3);
    turn.seen = Optional.of(new Turn.Seen(Optional.of("gw-b"), 1, 7));

    assertThat(state().servedBy()).contains("gw-b");
    assertThat(state().last()).isEqualTo(1);
    assertThat(state().behind()).isEqualTo(2);
    assertThat(state().deadLetters().kept()).isEqualTo(7);
    assertThat(made).as("nothing is connected to before").hasValue(0);
    assertThat(told).isEmpty();
    turn.is(1);
    TestGateway.await("all of it", () -> state().last() == 3);
    assertThat(told).containsExactly("1:1", "1:2", "1:3");
    assertThat(state().servedBy()).contains("gw-a");
  }

  @Test
  void whoLosesTheTurnBeginsNothingMoreAndGoesOnLaterWhereTheOtherWas() {
    gate = new CountDownLatch(1);
    turn.is(1);
    happen(9);
    TestGateway.await("the first batch", () -> !told.isEmpty());
    turn.is(Turn.NONE);
    gate.countDown();
    TestGateway.await("its end", () -> closed.get() == 1);
    assertThat(told).allMatch(what -> what.matches("1:[12]"));
    assertThat(engine.cursor("out")).as("it was told in a term that is over").isZero();

    kept.advance(kept.term(), 7).toCompletableFuture().join();
    told.clear();
    turn.is(3);
    TestGateway.await("the rest", () -> state().last() == 9);
    assertThat(told).containsExactly("3:8", "3:9");
    assertThat(made).as("nothing is remembered").hasValue(2);
  }

  @Test
  void whoLosesTheTurnWhileItReadsTellsNothing() {
    happen(3);
    whileItReads = () -> turn.is(Turn.NONE);
    turn.is(1);
    TestGateway.await("its end", () -> closed.get() == 1);

    assertThat(told).isEmpty();
    assertThat(state().failures()).isZero();
  }

  @Test
  void whoLosesTheTurnAndHasItAgainMeanwhileDoesNotMoveTheCursorBack() {
    gate = new CountDownLatch(1);
    turn.is(1);
    happen(9);
    TestGateway.await("the first batch", () -> !told.isEmpty());
    kept.advance(kept.term(), 7).toCompletableFuture().join();
    turn.is(2);
    gate.countDown();

    TestGateway.await("the rest", () -> state().last() == 9);
    assertThat(told).last().isEqualTo("2:9");
    assertThat(told).noneMatch(what -> what.matches("2:[1-7]"));
    assertThat(closed).hasValue(1);
  }
}
