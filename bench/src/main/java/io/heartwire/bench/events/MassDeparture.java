package io.heartwire.bench.events;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.bench.side.Progress;
import io.heartwire.bench.side.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Many clients are stopped at once, and a webhook is told, whose receiver is killed half-way: how
 * many {@code offline} events its log holds. (EMQX lost 28,000 of 30,000, emqx#1730.)
 */
final class MassDeparture {
  private static final int FLEETS = 2;
  private static final int BATCH = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path work;
  private final String gatewayClasspath;
  private final int clients;
  private final int kills;
  private final boolean frozen;

  /**
   * How it went.
   *
   * @param told what the receiver's log holds
   * @param falseVerdicts clients that came back and say that they had been there
   * @param kills of the receiver
   * @param seconds from the stop until the log held all ends
   */
  record Outcome(int clients, SessionsTold told, long falseVerdicts, int kills, double seconds) {
    int duplicates() {
      return told.offlineTold() - told.offlineDistinct();
    }

    boolean holds() {
      return told.clientsOffline() == clients
          && told.faults().isEmpty()
          && duplicates() <= kills * BATCH;
    }

    String text() {
      return String.format(
              Locale.ROOT,
              "| clients stopped at once | told that they are offline | sessions they had | `offline`"
                  + " events told | distinct | duplicates (at most %,d a kill) | kills of the"
                  + " receiver | s until the last |%n|---|---|---|---|---|---|---|---|%n"
                  + "| %,d | %,d | %,d | %,d | %,d | %,d | %d | %.1f |%n",
              BATCH,
              clients,
              told.clientsOffline(),
              told.sessions(),
              told.offlineTold(),
              told.offlineDistinct(),
              duplicates(),
              kills,
              seconds)
          + notes();
    }

    private String notes() {
      List<String> notes = new ArrayList<>(told.faults());
      if (!told.earlier().isEmpty()) {
        notes.add(
            "sessions that ended before, of clients that came back: "
                + told.earlier()
                + "; called dead by mistake, as these clients say: "
                + falseVerdicts);
      }
      return notes.stream().map(note -> note + System.lineSeparator()).collect(joining());
    }
  }

  /**
   * One such run.
   *
   * @param work an empty directory
   * @param frozen the client processes are stopped, not killed: their kernels go on acknowledging
   */
  MassDeparture(Path work, String gatewayClasspath, int clients, int kills, boolean frozen) {
    this.work = work;
    this.gatewayClasspath = gatewayClasspath;
    this.clients = clients;
    this.kills = kills;
    this.frozen = frozen;
  }

  Outcome run() throws IOException, InterruptedException {
    int hook = freePort();
    int admin = freePort();
    Path log = work.resolve("received.log");
    ServerProcess receiver = receiver(hook, log);
    List<ServerProcess> fleets = new ArrayList<>();
    try (ServerProcess gateway = gateway(hook, admin)) {
      Administration administration = new Administration(admin);
      Progress.say(String.format("%,d clients log in", clients));
      for (int i = 0; i < FLEETS; i++) {
        fleets.add(fleet(i, gateway.port()));
      }
      administration.await(
          "/status", PATIENCE, status -> status.path("attached").asInt() == clients);
      // The receiver knows all who came before anybody goes.
      administration.await("/sinks", PATIENCE, MassDeparture::isToldAll);
      Progress.say("all of them are stopped at once");
      long stopped = System.nanoTime();
      for (ServerProcess fleet : fleets) {
        signal(frozen ? "STOP" : "KILL", fleet.pid());
      }
      for (int kill = 1; kill <= kills; kill++) {
        awaitTold(log, clients * kill / (kills + 1));
        Progress.say("the receiver is killed and started again");
        signal("KILL", receiver.pid());
        receiver.close();
        receiver = receiver(hook, log);
      }
      awaitTold(log, clients);
      double seconds = (System.nanoTime() - stopped) / 1e9;
      administration.await(
          "/status", PATIENCE, status -> status.path("offline").asInt() == clients);
      administration.await("/sinks", PATIENCE, MassDeparture::isToldAll);
      long falseVerdicts = administration.get("/status").path("falseDisconnects").asLong();
      return new Outcome(clients, told(log), falseVerdicts, kills, seconds);
    } finally {
      for (ServerProcess fleet : fleets) {
        signal("KILL", fleet.pid());
        fleet.close();
      }
      receiver.close();
    }
  }

  private static boolean isToldAll(JsonNode sinks) {
    return sinks.path("items").path(0).path("behind").asLong(-1) == 0;
  }

  private ServerProcess gateway(int hook, int admin) throws IOException, InterruptedException {
    return GatewayUnderTest.start(
        work,
        "gateway",
        gatewayClasspath,
        List.of(
            "listeners.tcp.port=0",
            "listeners.http.enabled=false",
            "listeners.mqtt.enabled=false",
            "admin.port=" + admin,
            "presence.file=" + work.resolve("presence.db"),
            "presence.grace=2s",
            // Who is killed is missed at once; shorter times would only call clients dead
            // that a busy machine gives no time.
            "liveness.interval=" + (frozen ? "5s" : "50s"),
            "liveness.timeout=" + (frozen ? "15s" : "150s"),
            // Held for a minute, they would be announced a minute later.
            "breaker.mode=off",
            "sinks.hook.type=webhook",
            "sinks.hook.batch=" + BATCH,
            "sinks.hook.url=http://127.0.0.1:" + hook + "/"));
  }

  private ServerProcess fleet(int number, int port) throws IOException, InterruptedException {
    List<String> command =
        GatewayUnderTest.java("-Xmx1g", gatewayClasspath, "io.heartwire.cli.Heartwire");
    command.add("fleet");
    int share = clients / FLEETS + (number < clients % FLEETS ? 1 : 0);
    command.addAll(
        List.of(
            "--clients=" + share,
            "--port=" + port,
            "--ramp=" + Math.max(1, clients / 1_000) + "s",
            "--id-prefix=fleet-" + number + "-",
            "--source-addresses=127.0." + (1 + number) + ".1-127.0." + (1 + number) + ".20"));
    return ServerProcess.start(command, Pattern.compile("(\\d+)"), work, "fleet-" + number);
  }

  private ServerProcess receiver(int port, Path log) throws IOException, InterruptedException {
    List<String> command =
        GatewayUnderTest.java(
            "-Xmx128m", System.getProperty("java.class.path"), Receiver.class.getName());
    command.addAll(List.of("" + port, log.toString()));
    return ServerProcess.start(command, Pattern.compile("^ready (\\d+)"), work, "receiver");
  }

  /** Waits until so many clients are offline by what the receiver was told. */
  private static void awaitTold(Path log, int wanted) throws IOException, InterruptedException {
    long began = System.nanoTime();
    int offline = 0;
    while (offline < wanted) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "after %d s the receiver had been told of %,d clients that they are offline, not of"
                    + " %,d",
                PATIENCE.toSeconds(),
                offline,
                wanted));
      }
      Thread.sleep(50);
      offline = told(log).clientsOffline();
    }
  }

  private static SessionsTold told(Path log) throws IOException {
    return SessionsTold.of(Files.readAllLines(log));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
    kill.waitFor(10, TimeUnit.SECONDS);
  }
}
