package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Departure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A gateway on loopback with a free port, and what tests ask it. */
public final class TestGateway implements AutoCloseable {
  private static final List<String> BASICS =
      List.of(
          "listeners.tcp.port",
          "0",
          "listeners.http.port",
          "0",
          "listeners.mqtt.port",
          "0",
          "presence.file",
          ":memory:",
          "doctor.enabled",
          "false",
          "targets-default",
          "false");

  public final Gateway gateway;

  private TestGateway(Gateway gateway) {
    this.gateway = gateway;
  }

  /**
   * One with these settings over the defaults, without incidents and targets unless they ask for
   * them: both depend on how busy this machine is, and make events of their own.
   */
  public static TestGateway with(String... keysAndValues) {
    return with(Optional.empty(), MessageHandler.NONE, keysAndValues);
  }

  /** One with these parts and settings. */
  public static TestGateway with(
      Optional<Authenticator> authenticator, MessageHandler handler, String... keysAndValues) {
    return new TestGateway(Gateway.start(config(keysAndValues), services(authenticator, handler)));
  }

  /** What {@link #with} starts a gateway with. */
  static GatewayConfig config(String... keysAndValues) {
    List<String> all = new ArrayList<>(BASICS);
    all.addAll(List.of(keysAndValues));
    return GatewayConfig.of(all.toArray(String[]::new));
  }

  static Services services(Optional<Authenticator> authenticator, MessageHandler handler) {
    return new Services(
        authenticator, handler, System::nanoTime, InstantSource.system(), new SecureRandom());
  }

  public InetSocketAddress address() {
    return gateway.ports().get(Gateway.TCP);
  }

  public RawClient connect() throws IOException {
    return new RawClient(address());
  }

  public RawClient login(String clientId) throws IOException {
    return RawClient.loggedIn(address(), clientId);
  }

  public long count(DisconnectReason reason) {
    return gateway.disconnects().count(reason);
  }

  /** The latest departure for {@code reason}, awaited. */
  public Departure departure(DisconnectReason reason) {
    await(
        () -> "a departure for " + reason + ", with " + gateway.disconnects().recent(),
        () -> find(reason).isPresent());
    return find(reason).orElseThrow();
  }

  private Optional<Departure> find(DisconnectReason reason) {
    List<Departure> recent = gateway.disconnects().recent();
    return recent.stream().filter(it -> it.disconnect().reason() == reason).findFirst();
  }

  /** Waits for {@code condition}, at most 30 s. */
  public static void await(String what, BooleanSupplier condition) {
    await(() -> what, condition);
  }

  /** Waits for {@code condition}, at most {@code atMost}. */
  public static void await(String what, Duration atMost, BooleanSupplier condition) {
    await(() -> what, atMost, condition);
  }

  /** Waits for {@code condition}, at most 30 s; what is missing is said as it is then. */
  static void await(Supplier<String> what, BooleanSupplier condition) {
    await(what, Duration.ofSeconds(30), condition);
  }

  /** The same, at most {@code atMost}. */
  static void await(Supplier<String> what, Duration atMost, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as(() -> "awaiting " + what.get())
          .isLessThan(atMost.toNanos());
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Holds the present thread until {@code latch} opens, so many seconds at most. */
  static void awaitQuietly(CountDownLatch latch, int seconds) {
    try {
      assertThat(latch.await(seconds, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
