package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.dispatch.HandlerFigures;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.dispatch.Model;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Frame.Refusal.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Handlers that misbehave, over real sockets. */
class DispatchTest {
  private static final String[] SHORT_LIVES = {
    "liveness.interval", "200ms", "liveness.timeout", "600ms", "loops", "1"
  };

  private final CountDownLatch gate = new CountDownLatch(1);

  // Traps 30 and 31: user code is not on the loop, and heartbeats do not queue behind messages.
  @Test
  void aHandlerSlowerThanTheTimeoutCostsNobodyTheConnectionAndOtherLanesMove() throws IOException {
    try (TestGateway it = blocking(SHORT_LIVES);
        RawClient blocked = it.login("blocked")) {
      List<RawClient> others = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        others.add(it.login("other-" + i));
      }
      blocked.send(new Frame.Message("slow", "1", Bytes.EMPTY, true));
      TestGateway.await("the handler", () -> it.gateway.dispatcher().load().inFlight() == 1);
      int served = 0;
      long start = System.nanoTime();
      // Three timeouts long everybody beats; whoever is in another lane is also served.
      for (int round = 1; System.nanoTime() - start < 1_800_000_000L; round++) {
        blocked.send(new Frame.Ping(round));
        assertThat(blocked.receive(Frame.Pong.class).sequence()).isEqualTo(round);
        for (RawClient other : others) {
          other.send(new Frame.Ping(round));
          other.receive(Frame.Pong.class);
        }
        if (round == 1) {
          served = served(others);
        }
      }
      assertThat(served).isGreaterThanOrEqualTo(5);
      assertThat(it.gateway.sessions().attached()).isEqualTo(9);
      gate.countDown();
      assertThat(blocked.receive(Frame.Ack.class).id()).isEqualTo("1");
      others.forEach(RawClient::close);
    }
  }

  /** How many get an ack for a message that is handled at once. */
  private static int served(List<RawClient> clients) throws IOException {
    int served = 0;
    for (RawClient client : clients) {
      client.send(new Frame.Message("quick", "q", Bytes.EMPTY, true));
    }
    for (RawClient client : clients) {
      client.socket.setSoTimeout(100);
      try {
        client.receive(Frame.Ack.class);
        served++;
      } catch (SocketTimeoutException e) {
        // Its lane is the blocked one.
      }
      client.socket.setSoTimeout(30_000);
    }
    return served;
  }

  @Test
  void twoHundredThousandMessagesAreBoundedAndTheRestIsAnsweredBusy()
      throws IOException { // trap 31
    int count = 200_000;
    try (TestGateway it =
            blocking(
                "liveness.interval", "1s",
                "liveness.timeout", "10s",
                "dispatch.held-max", "1MiB");
        RawClient flooder = it.login("flooder");
        RawClient living = it.login("living")) {
      byte[] hundred = hundred(flooder);
      for (int i = 0; i < count; i += 100) {
        flooder.send(hundred);
        if (i % 2_000 == 0) {
          living.send(new Frame.Ping(i));
          living.receive(Frame.Pong.class);
        }
      }
      flooder.send(new Frame.Message("last", "last", Bytes.EMPTY, true));
      assertThat(flooder.receive(Frame.Refusal.class))
          .isEqualTo(new Frame.Refusal("last", Cause.BUSY));
      Dispatcher.Load load = it.gateway.dispatcher().load();
      assertThat(load.heldBytes()).isLessThanOrEqualTo(1 << 20);
      assertThat(load.waiting()).isLessThanOrEqualTo(1_000);
      assertThat(load.busy()).isGreaterThanOrEqualTo(count - 1_001 + 1);
      assertThat(it.gateway.dispatcher().received()).isEqualTo(count + 1);
      flooder.send(new Frame.Ping(1));
      flooder.receive(Frame.Pong.class);
      assertThat(it.gateway.sessions().attached()).isEqualTo(2);
      gate.countDown();
      TestGateway.await("an empty lane", () -> it.gateway.dispatcher().load().heldBytes() == 0);
    }
  }

  private static byte[] hundred(RawClient client) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      bytes.write(client.encode(new Frame.Message("slow", "", Bytes.copyOf(new byte[200]), false)));
    }
    return bytes.toByteArray();
  }

  @Test
  void aHandlerThatNeverReturnsIsGivenUpAndItsClientLives() throws IOException {
    try (TestGateway it =
            with(
                (peer, message) -> {
                  if (message.type().equals("endless")) {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException("interrupted", e);
                    }
                  }
                  return CompletableFuture.completedFuture(null);
                },
                "dispatch.types.endless.deadline",
                "300ms");
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("endless", "1", Bytes.EMPTY, true));
      client.send(new Frame.Message("quick", "2", Bytes.EMPTY, true));

      assertThat(client.receive()).isEqualTo(new Frame.Refusal("1", Cause.FAILED));
      assertThat(client.receive()).isEqualTo(new Frame.Ack("2"));
      assertThat(figures(it, "endless").expired()).isOne();
      assertThat(it.gateway.sessions().attached()).isOne();
    }
  }

  @Test
  void aHandlerThatReturnsAfterItsClientIsGoneHarmsNobody() throws IOException {
    try (TestGateway it = blocking();
        RawClient living = it.login("living")) {
      RawClient gone = it.login("gone");
      gone.send(new Frame.Message("slow", "1", Bytes.EMPTY, true));
      gone.send(new Frame.Message("slow", "2", Bytes.EMPTY, true));
      TestGateway.await("both", () -> it.gateway.dispatcher().received() == 2);
      gone.close();
      it.departure(DisconnectReason.FIN);
      gate.countDown();

      TestGateway.await("both handled", () -> it.gateway.dispatcher().acknowledged() == 2);
      assertThat(it.gateway.dispatcher().failed()).isZero();
      living.send(new Frame.Message("quick", "3", Bytes.EMPTY, true));
      assertThat(living.receive()).isEqualTo(new Frame.Ack("3"));
    }
  }

  private static List<String> blames(ListAppender<ILoggingEvent> lines) {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(" blocked "))
        .toList();
  }

  @Test
  void aBlockedLoopIsBlamedOnTheTypeOfTheMessageThatBlocksIt() throws IOException { // trap 30
    Logger log = (Logger) LoggerFactory.getLogger("io.heartwire.gateway.transport.BlockedLoopLog");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    try (TestGateway it =
            blocking(
                "dispatch.default", "inline", "dispatch.inline-warning", "50ms", "loops", "1");
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("slow", "1", Bytes.EMPTY, true));
      // A busy machine may have kept the loop waiting before, which is told as well.
      TestGateway.await("the warning", () -> !blames(lines).isEmpty());
      gate.countDown();
      client.receive(Frame.Ack.class);

      assertThat(blames(lines).get(0))
          .matches("(?s)message type 'slow' blocked heartwire-loop\\S* for \\d+ ms: .*")
          .contains("heartwire handlers TYPE queue")
          .contains("io.heartwire.gateway.DispatchTest");
      assertThat(figures(it, "slow").slow()).isOne();
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void theModelOfATypeIsChangedUnderTraffic() throws IOException {
    var threads = new AtomicInteger();
    try (TestGateway it =
            with(
                (peer, message) -> {
                  if (!Thread.currentThread().getName().startsWith("heartwire-loop")) {
                    threads.incrementAndGet();
                  }
                  return CompletableFuture.completedFuture(null);
                },
                "dispatch.default",
                "inline");
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("report", "1", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);
      assertThat(threads.get()).isZero();
      it.gateway.dispatcher().change("report", Model.QUEUE);
      client.send(new Frame.Message("report", "2", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);
      assertThat(threads.get()).isOne();
    }
  }

  @Test
  void aStoppedGatewayLeavesNoThread() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TestGateway it = blocking("dispatch.drain", "100ms");
    try (RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("slow", "1", Bytes.EMPTY, true));
      TestGateway.await("the handler", () -> it.gateway.dispatcher().load().inFlight() == 1);
      it.close();
      assertThat(client.untilClosed()).contains(new Frame.Refusal("1", Cause.FAILED));
    }
    TestGateway.await(() -> "its threads to end: " + ours(before), () -> ours(before).isEmpty());
  }

  private static Set<String> ours(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("heartwire-"))
        .collect(Collectors.toSet());
  }

  private TestGateway blocking(String... settings) {
    return with(
        (peer, message) -> {
          if (message.type().equals("slow")) {
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException("interrupted", e);
            }
          }
          return CompletableFuture.completedFuture(null);
        },
        settings);
  }

  private static TestGateway with(MessageHandler handler, String... settings) {
    return TestGateway.with(Optional.empty(), handler, settings);
  }

  private static HandlerFigures figures(TestGateway it, String type) {
    return it.gateway.dispatcher().handlers().stream()
        .filter(handler -> handler.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no type " + type));
  }
}
