package io.heartwire.cli.faults;

import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.Processes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Everything that one run needs: network, gateway, clients; and what a fault may do to them. All of
 * it is gone after {@link #close}, which may be called on any thread; the rest is for one thread.
 */
final class Scene implements AutoCloseable {
  private static final Duration RAMP = Duration.ofSeconds(5);
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int PROXY_PORT = 7401;

  private final Processes processes;
  private final Janitor janitor;
  private final FaultNet net;
  private final RunDirectory directory = new RunDirectory();
  private final Deque<Runnable> cleanUp = new ArrayDeque<>();
  private final RandomGenerator random;
  private final GatewayProcess gateway;
  private final Crowd crowd;
  private final List<ChildProcess> proxy;
  private boolean closed;

  /**
   * Sets the scene: when this returns, the gateway is ready and the clients begin to log in.
   *
   * @param name short, and different from that of every other scene of this machine
   */
  Scene(Fault fault, String name, int clients, long seed, Processes processes) {
    this.random = new SplittableRandom(seed);
    this.processes = processes;
    this.janitor = new Janitor(processes);
    janitor.wouldRun("rm -rf '" + directory.path() + "'");
    FaultNet.namespaces(name).forEach(ns -> janitor.wouldRun("ip netns del " + ns));
    this.net = network(name);
    try {
      var preparation = new Preparation(net, directory, this::atEnd);
      fault.prepare(preparation);
      String endpoint =
          preparation.isThroughProxy()
              ? FaultNet.CLIENTS_HOST + ":" + PROXY_PORT
              : FaultNet.SERVER + ":" + GatewayProcess.PORT;
      crowd = new Crowd(processes, preparation, endpoint);
      crowd.launch(clients);
      gateway = new GatewayProcess(processes, preparation, directory.path());
      proxy = preparation.isThroughProxy() ? List.of(startProxy()) : List.of();
      crowd.admit(RAMP);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private FaultNet network(String name) {
    try {
      return new FaultNet(name);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private ChildProcess startProxy() {
    var program =
        new Processes.Program(
            net.onClients(),
            Processes.MODEST,
            "",
            List.of(
                ProxyMain.class.getName(),
                FaultNet.CLIENTS_HOST,
                "" + PROXY_PORT,
                FaultNet.SERVER,
                "" + GatewayProcess.PORT));
    ChildProcess started = processes.start("proxy", program);
    started.awaitLine(Pattern.compile("^ready"), BOUND);
    return started;
  }

  FaultNet net() {
    return net;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  Crowd crowd() {
    return crowd;
  }

  /** The run's own randomness: the same seed makes the same choices. */
  RandomGenerator random() {
    return random;
  }

  /** Runs a command of {@code sh} where the gateway's administration can be asked. */
  ChildProcess lookOn(String command, String fault) {
    List<String> words = new ArrayList<>(net.onServer());
    words.addAll(List.of("sh", "-c", command));
    return processes.leash(
        "witness",
        words,
        Map.of(
            "HEARTWIRE_FAULT",
            fault,
            "HEARTWIRE_ADMIN",
            "http://127.0.0.1:" + GatewayProcess.ADMIN_PORT));
  }

  /** One of the client processes. */
  ChildProcess anyMember() {
    return crowd.member(random.nextInt(Crowd.PROCESSES));
  }

  /** From its next byte on, a connection through the proxy may be idle for so long. */
  void limitIdle(Duration time) {
    proxy.forEach(one -> one.send("limit " + time.toMillis()));
  }

  /**
   * Stops a process, and lets it go on after {@code time}; returns at once. A shell does it, so
   * that it goes on even if this process is killed meanwhile.
   */
  void pause(long pid, Duration time) {
    processes.start(
        "signals",
        List.of(
            "sh",
            "-c",
            "kill -STOP " + pid + "; sleep " + time.toSeconds() + "; kill -CONT " + pid));
  }

  /**
   * Runs so many processes that do nothing but compute, for so many seconds of a processor each.
   */
  void hog(int count, int seconds) {
    String busy = "ulimit -t " + seconds + "; while :; do :; done";
    for (int i = 0; i < count; i++) {
      processes.leash("hog", List.of("sh", "-c", busy), Map.of());
    }
  }

  /** Ends what {@link #hog} began. */
  void endHogs() {
    processes.end("hog");
  }

  /** Sends a signal by name. */
  static void signal(String signal, long pid) {
    SystemCommand.run("kill", "-" + signal, "" + pid);
  }

  /** The directory of this run, for files. */
  RunDirectory directory() {
    return directory;
  }

  /**
   * Runs {@code task} at the end, after all processes are gone; the last one first. If this process
   * is killed, {@code command} does the same.
   */
  private synchronized void atEnd(Runnable task, String command) {
    cleanUp.push(task);
    janitor.wouldRun(command);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    processes.close();
    cleanUp.forEach(Runnable::run);
    net.close();
    directory.close();
  }
}
