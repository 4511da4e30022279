package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.event.SinkState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/** Events to be told, and a gateway that tells them. */
final class Told {
  private Told() {}

  /** Events {@code from} to {@code to} of five clients. */
  static List<Event> events(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(number -> event(number, "{}")).toList();
  }

  static Event event(long number, String data) {
    return new Event(
        number,
        Instant.EPOCH,
        EventType.ONLINE,
        Optional.of("dev-" + number % 5),
        Optional.empty(),
        7,
        data);
  }

  /** A gateway with one sink, {@code out}. */
  static Gateway gateway(String... keysAndValues) {
    String[] all = {
      "listeners.tcp.port",
      "0",
      "listeners.mqtt.enabled",
      "false",
      "presence.file",
      ":memory:",
      "sinks.out.timeout",
      "3s"
    };
    String[] settings = Arrays.copyOf(all, all.length + keysAndValues.length);
    System.arraycopy(keysAndValues, 0, settings, all.length, keysAndValues.length);
    Gateway gateway =
        Gateway.start(
            GatewayConfig.of(settings),
            new Services(
                Optional.empty(),
                MessageHandler.NONE,
                System::nanoTime,
                InstantSource.system(),
                new SecureRandom()));
    gateway.engine().cursor("out");
    return gateway;
  }

  static void happen(Gateway gateway, int events) {
    for (int i = 0; i < events; i++) {
      gateway
          .engine()
          .record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.of("ann"), 0, "{}"))
          .toCompletableFuture()
          .join();
    }
  }

  static SinkState state(Gateway gateway) {
    return gateway.sinks().orElseThrow().state("out").orElseThrow();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for {@code condition}, at most 40 s. */
  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("awaiting " + what).isLessThan(40_000_000_000L);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
