package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a webhook's other side does, heartbeats go on, and nothing is lost. */
class BadSinksTest {
  /** What it answers, for ever, to every request. */
  enum Answer {
    NOTHING(""),
    ERROR("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"),
    REDIRECT("HTTP/1.1 301 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"),
    NO_HTTP("\0"),
    ENDLESS_HEADERS("HTTP/1.1 200 OK\r\nX: "),
    ENDLESS_BODY("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"),
    END("HTTP/1.1 200 OK\r\nContent-Le");

    private final byte[] head;

    Answer(String head) {
      this.head = head.getBytes(StandardCharsets.US_ASCII);
    }

    boolean isEndless() {
      return this == NO_HTTP || this == ENDLESS_HEADERS || this == ENDLESS_BODY;
    }
  }

  /** The other side. */
  private static final class Other implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final Answer answer;

    Other(Answer answer) throws IOException {
      this.answer = answer;
      threads.execute(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket client = socket.accept();
          connections.incrementAndGet();
          threads.execute(() -> answer(client));
        }
      } catch (IOException e) {
        // The test is over.
      }
    }

    private void answer(Socket client) {
      try (client) {
        client.setSoLinger(true, 0);
        byte[] request = new byte[65_536];
        while (client.getInputStream().read(request) > 0) {
          OutputStream out = client.getOutputStream();
          out.write(answer.head);
          while (answer.isEndless()) {
            out.write(new byte[8_192]);
          }
          if (answer == Answer.END) {
            return;
          }
        }
      } catch (IOException e) {
        // It was cut off.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      threads.shutdownNow();
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource
  void heartbeatsGoOnAndNothingIsLost(Answer answer) throws IOException {
    try (Other other = new Other(answer);
        TestGateway it =
            TestGateway.with(
                "sinks.hook.type", "webhook",
                "sinks.hook.url", "http://127.0.0.1:" + other.socket.getLocalPort() + "/",
                "sinks.hook.timeout", "300ms",
                "sinks.hook.give-up-after", "1")) {
      assertThat(it.gateway.engine().cursor("hook")).isZero();
      Sinks sinks = it.gateway.sinks().orElseThrow();
      try (RawClient client = it.login("dev-1")) {
        for (int i = 0; i < 3; i++) {
          int failures = i;
          TestGateway.await(i + " failures", () -> sinks.states().get(0).failures() >= failures);
          long sent = System.nanoTime();
          client.send(new Frame.Ping(i));
          client.receive(Frame.Pong.class);
          assertThat(System.nanoTime() - sent).isLessThan(TimeUnit.SECONDS.toNanos(2));
        }
      }

      SinkState state = sinks.states().get(0);
      assertThat(state.last()).isZero();
      assertThat(state.behind()).isPositive();
      assertThat(state.problem()).isPresent();
      assertThat(state.deadLetters().kept()).isZero();
      assertThat(other.connections.get()).as("connections").isBetween(1, 6);
    }
  }
}
