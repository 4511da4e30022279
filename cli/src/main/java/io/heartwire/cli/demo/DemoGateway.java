package io.heartwire.cli.demo;

import io.heartwire.core.liveness.DisconnectReason.Initiator;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Identity;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The gateway of the demonstration, in a process of its own: the product as a library, a message
 * handler that blocks when it is told to, and logins that cost what {@link SlowLogins} says.
 *
 * <p>{@link ServerDuty} says how it is spoken to. Arguments: cost of a login in ms, then settings
 * {@code key=value}.
 */
final class DemoGateway {
  private static final long LOOK_MS = 100;
  private static final Authenticator.Outcome ACCEPTED =
      new Authenticator.Outcome.Accepted(Identity.ANONYMOUS);

  private final EventPrinter out;

  /** Bounded by the clients of the demonstration. */
  private final Queue<Departure> departures = new ConcurrentLinkedQueue<>();

  private DemoGateway(Gateway gateway, EventPrinter out) {
    this.out = out;
    gateway.disconnects().observe(departures::add);
  }

  /** See above. */
  public static void main(String[] args) {
    QuietLog.install();
    String[] settings =
        Arrays.stream(args)
            .skip(1)
            .flatMap(setting -> Arrays.stream(setting.split("=", 2)))
            .toArray(String[]::new);
    SlowLogins logins =
        new SlowLogins(Duration.ofMillis(Long.parseLong(args[0])), System::nanoTime);
    MessageHandler handler =
        (peer, message) -> {
          obey(message);
          return CompletableFuture.completedFuture(null);
        };
    Services services =
        new Services(
            Optional.of(login -> logins.check().thenApply(checked -> ACCEPTED)),
            handler,
            System::nanoTime,
            InstantSource.system(),
            new SecureRandom());
    Gateway gateway = Gateway.start(GatewayConfig.of(settings), services);
    EventPrinter out = new EventPrinter(System.out);
    DemoGateway demo = new DemoGateway(gateway, out);
    Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("departures", true))
        .scheduleWithFixedDelay(demo::tellOfTheDead, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    out.print(ServerDuty.ready(port(gateway)));
    new ServerDuty(out, logins, gateway::loopLags).run();
  }

  private static int port(Gateway gateway) {
    return Objects.requireNonNull(gateway.ports().get(Gateway.TCP), "a TCP listener").getPort();
  }

  private static void obey(Message message) {
    if (message.type().equals(Blocking.MESSAGE_TYPE)) {
      Blocking.hold(StandardCharsets.UTF_8.decode(message.body()).toString(), System::nanoTime);
    }
  }

  private void tellOfTheDead() {
    Departure next;
    while ((next = departures.poll()) != null) {
      Departure departure = next;
      if (departure.disconnect().reason().decidedBy() == Initiator.DETECTOR) {
        departure
            .clientId()
            .ifPresent(id -> out.print(ServerDuty.dead(id.value(), departure.atNanos())));
      }
    }
  }
}
