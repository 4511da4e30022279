package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.Blocking;
import io.heartwire.cli.demo.Commands;
import io.heartwire.cli.demo.EventPrinter;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.WarmUp;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The gateway as a library in a process of its own, with {@link LabMessageHandler} as its
 * application: says each departure at once and exactly, in a namespace where nobody can ask by
 * HTTP.
 *
 * <p>Arguments: settings {@code key=value}; {@code lab.login-ms=N} makes each login take so long,
 * and {@code lab.rehearse} has it warm up first. Prints {@code ready PORT}, {@code left CLIENT
 * NANOS REASON SILENCE-MS EXCUSED-MS INCIDENT} for each session that ends; answers {@code clients}
 * with lines {@code client ID ADDRESS} and {@code clients N}, and {@code breaker} with {@code
 * breaker INCIDENT WHY}.
 */
final class LabGateway {
  private static final String LOGIN_MS = "lab.login-ms=";

  /** Rehearses before its door is open, as {@code serve} does. */
  static final String REHEARSES = "lab.rehearse";

  private final EventPrinter out = new EventPrinter(System.out);
  private final Gateway gateway;
  private final LinkedBlockingQueue<Departure> departures = new LinkedBlockingQueue<>();

  private LabGateway(Gateway gateway) {
    this.gateway = gateway;
    gateway.disconnects().observe(departures::add);
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    String[] settings =
        Stream.concat(Stream.of(Blocking.INLINE, "presence.file=:memory:"), Arrays.stream(args))
            .filter(s -> !s.startsWith(LOGIN_MS) && !s.equals(REHEARSES))
            .flatMap(s -> Arrays.stream(s.split("=", 2)))
            .toArray(String[]::new);
    Optional<Authenticator> slow =
        Arrays.stream(args)
            .filter(s -> s.startsWith(LOGIN_MS))
            .findFirst()
            .map(s -> slow(Long.parseLong(s.substring(LOGIN_MS.length()))));
    Services services =
        new Services(
            slow,
            new LabMessageHandler(),
            System::nanoTime,
            InstantSource.system(),
            new SecureRandom());
    GatewayConfig config = GatewayConfig.of(settings);
    Optional<WarmUp> warmUp =
        Arrays.asList(args).contains(REHEARSES) ? WarmUp.begin(config, services) : Optional.empty();
    Gateway gateway = Gateway.start(config, services);
    warmUp.ifPresent(rehearsal -> rehearsal.goOn(gateway.gate()::asked));
    new LabGateway(gateway).run();
  }

  /** Lets everybody in, after a while. */
  private static Authenticator slow(long afterMs) {
    var accepted = new Authenticator.Outcome.Accepted(Identity.ANONYMOUS);
    // Not supplyAsync: with two processors that starts a thread for each login.
    return login ->
        new CompletableFuture<Authenticator.Outcome>()
            .completeOnTimeout(accepted, afterMs, TimeUnit.MILLISECONDS);
  }

  private void run() throws IOException {
    Thread printing = new Thread(this::printDepartures, "departures");
    printing.setDaemon(true);
    printing.start();
    out.print("ready " + gateway.ports().get(Gateway.TCP).getPort());
    Commands.each(this::obey);
    System.exit(0);
  }

  private void obey(String command) {
    switch (command) {
      case "clients" -> {
        List<Session> sessions = gateway.sessions().sessions();
        for (Session session : sessions) {
          String remote =
              session.remoteAddress().getAddress().getHostAddress()
                  + ":"
                  + session.remoteAddress().getPort();
          out.print("client " + session.clientId() + " " + remote);
        }
        out.print("clients " + sessions.size());
      }
      case "admission" -> {
        var state = gateway.gate().state();
        out.print(
            "admission begun "
                + state.counts().begun()
                + " welcomed "
                + state.counts().welcomed()
                + " in-flight "
                + state.inFlight()
                + " "
                + state.counts());
      }
      case "breaker" -> {
        var breaker = gateway.heartbeats().breaker();
        out.print("breaker " + breaker.incident().orElse("-") + " " + breaker.why().orElse(""));
      }
      default -> throw new IllegalArgumentException("unknown command: " + command);
    }
  }

  private void printDepartures() {
    while (true) {
      try {
        Departure departure = departures.take();
        if (departure.visit().isPresent()) {
          out.print(GatewayEnd.of(departure).line());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
