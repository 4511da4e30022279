package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondLookTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final long ORIGIN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);
  private static final Set<String> BOTH = Set.of("gw-a", "gw-b");

  private final AtomicLong now = new AtomicLong(ORIGIN);
  private String door = "";
  private final SecondLook look =
      new SecondLook(
          () -> List.of(new Peer("gw-b", 1, Map.of("door", door, "host", "127.0.0.1"))),
          now::get,
          LEASE,
          Thread::new);

  @AfterEach
  void close() {
    look.close();
  }

  private void suspect() {
    look.see(BOTH, Set.of("gw-b"));
  }

  /** A door of a process that lives: it hangs up on whatever it is told. */
  private static ServerSocket living() throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (Socket guest = server.accept()) {
                    guest.getOutputStream().write('!');
                  }
                }
              } catch (IOException e) {
                assertThat(server.isClosed()).isTrue();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  void whoSaysNotWhereItIsIsDeadAtOnce() {
    suspect();
    assertThat(look.isDead("gw-b")).isTrue();
  }

  @Test
  void whoIsNotThereIsDead() throws IOException {
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      door = "127.0.0.1:" + gone.getLocalPort();
    }
    suspect();
    RedisServer.await("a verdict", () -> look.isDead("gw-b"));
  }

  @Test
  void whoseKernelAcceptsAndWhoSaysNothingIsDead() throws IOException {
    try (ServerSocket frozen = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      door = "127.0.0.1:" + frozen.getLocalPort();
      suspect();
      assertThat(look.isDead("gw-b")).as("before it could answer").isFalse();
      RedisServer.await("a verdict", () -> look.isDead("gw-b"));
    }
  }

  @Test
  void whoAnswersHasTheTimeOfASecondLease() throws IOException {
    try (ServerSocket server = living()) {
      door = ":" + server.getLocalPort();
      suspect();
      assertThat(look.isDead("gw-b")).isFalse();
      // Without its answer it would be dead by then.
      RedisServer.await("its answer", () -> look.answered("gw-b"));
      assertThat(look.isDead("gw-b")).isFalse();
      now.addAndGet(LEASE.toNanos() - 1);
      suspect();
      assertThat(look.isDead("gw-b")).isFalse();
      now.addAndGet(1);
      assertThat(look.isDead("gw-b")).isTrue();
    }
  }

  @Test
  void whoRenewsItsLeaseIsSuspectedNoMore() throws IOException {
    try (ServerSocket server = living()) {
      door = "127.0.0.1:" + server.getLocalPort();
      suspect();
      assertThat(look.isDead("gw-b")).isFalse();
      RedisServer.await("its answer", () -> look.answered("gw-b"));
      now.addAndGet(LEASE.toNanos() - 1);
      look.see(BOTH, Set.of());
      now.addAndGet(LEASE.toNanos());
      suspect();
      assertThat(look.isDead("gw-b")).isFalse();
    }
  }
}
