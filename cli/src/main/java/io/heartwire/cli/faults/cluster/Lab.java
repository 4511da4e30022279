package io.heartwire.cli.faults.cluster;

import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.FreePorts;
import io.heartwire.cli.demo.Patience;
import io.heartwire.cli.demo.Processes;
import io.heartwire.cli.faults.Janitor;
import io.heartwire.cli.faults.SystemCommand;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Three gateways, each with a way of its own to one Redis, in processes. Used by one thread. */
final class Lab implements AutoCloseable {
  static final int NODES = 3;
  private static final Pattern READY = Pattern.compile(".* ready in .*");
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration END_BOUND = Duration.ofSeconds(30);

  private final Processes processes;
  private final Patience patience;
  private final Path directory;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("wires", true), NioIoHandler.newFactory());
  private final FreePorts ports = new FreePorts();
  private final int redisPort = ports.next();
  private final List<Node> nodes = new ArrayList<>();
  private ChildProcess redis;

  /** One gateway: where it is, and the process that it is now. */
  private static final class Node {
    private final String name;
    private final int port;
    private final int adminPort;
    private final Wire wire;
    private ChildProcess process;

    Node(String name, FreePorts ports, Wire wire, ChildProcess none) {
      this.name = name;
      this.port = ports.next();
      this.adminPort = ports.next();
      this.wire = wire;
      this.process = none;
    }
  }

  /** All are ready when it returns. */
  Lab(Processes processes, Patience patience) {
    this.processes = processes;
    this.patience = patience;
    try {
      this.directory = Files.createTempDirectory("heartwire-cluster");
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for Redis: " + e, e);
    }
    try {
      new Janitor(processes).wouldRun("rm -rf '" + directory + "'");
      this.redis = redisServer();
      for (int i = 0; i < NODES; i++) {
        nodes.add(new Node(name(i), ports, new Wire(loop, redisPort), redis));
      }
      nodes.forEach(this::launch);
      nodes.forEach(node -> node.process.awaitLine(READY, BOUND));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  static String name(int node) {
    return "gw-" + (char) ('a' + node);
  }

  private ChildProcess redisServer() {
    ChildProcess server =
        processes.leash(
            "redis",
            List.of(
                "redis-server",
                "--port",
                "" + redisPort,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                directory.toString()),
            Map.of());
    if (!patience.holdsWithin(BOUND, this::redisAnswers)) {
      throw new IllegalStateException("redis-server does not answer: " + server.tail());
    }
    return server;
  }

  private boolean redisAnswers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void launch(Node node) {
    List<String> words = new ArrayList<>(List.of("io.heartwire.cli.Heartwire", "serve"));
    for (String setting :
        List.of(
            "engine=redis",
            "redis.url=redis://127.0.0.1:" + node.wire.port(),
            "node=" + node.name,
            "listeners.tcp.port=" + node.port,
            "listeners.http.enabled=false",
            "listeners.mqtt.enabled=false",
            "admin.port=" + node.adminPort,
            "presence.grace=3s",
            "liveness.interval=1s",
            "liveness.timeout=4s",
            "drain.time=1s",
            "admission.rate=off",
            "loops=1",
            "warm-up=false",
            "log.level=info")) {
      words.addAll(List.of("--set", setting));
    }
    node.process =
        processes.leash(
            node.name, new Processes.Program(List.of(), Processes.MODEST, "", words), Map.of());
  }

  /** Where clients find the gateways. */
  List<String> endpoints() {
    return nodes.stream().map(node -> "127.0.0.1:" + node.port).toList();
  }

  /** Where operators find the gateways. */
  List<Integer> adminPorts() {
    return nodes.stream().map(node -> node.adminPort).toList();
  }

  /** It begins. */
  void begin(Schedule.Strike strike) {
    Node node = nodes.get(strike.node());
    switch (strike.blow()) {
      case NODE_KILLED -> signal("KILL", node.process);
      case NODE_RESTARTED -> signal("TERM", node.process);
      case NODE_FROZEN, NODE_PAUSED -> signal("STOP", node.process);
      case NODE_HELD_UP -> node.wire.hold();
      case NODE_CUT_OFF -> node.wire.cut();
      case REDIS_FROZEN -> signal("STOP", redis);
      case REDIS_KILLED -> signal("KILL", redis);
    }
  }

  /** It is over. */
  void end(Schedule.Strike strike) {
    Node node = nodes.get(strike.node());
    switch (strike.blow()) {
      case NODE_KILLED, NODE_RESTARTED -> again(node);
      case NODE_FROZEN, NODE_PAUSED -> signal("CONT", node.process);
      case NODE_HELD_UP, NODE_CUT_OFF -> node.wire.mend();
      case REDIS_FROZEN -> signal("CONT", redis);
      case REDIS_KILLED -> {
        redis.awaitExit(END_BOUND);
        redis = redisServer();
      }
    }
  }

  /* It may find no Redis for a while, as after a power cut: whoever runs it starts it again. */
  private void again(Node node) {
    node.process.awaitExit(END_BOUND);
    launch(node);
  }

  /**
   * Starts those again that could not start, because Redis was away.
   *
   * @return whether all are ready
   */
  boolean areReady() {
    boolean all = true;
    for (Node node : nodes) {
      if (!node.process.isAlive()) {
        launch(node);
      }
      all &= !node.process.matches(READY).isEmpty();
    }
    return all;
  }

  private static void signal(String name, ChildProcess process) {
    SystemCommand.run("kill", "-" + name, "" + process.pid());
  }

  /** The ends of what they logged, for messages of failure. */
  String tails() {
    var all = new StringBuilder();
    nodes.forEach(node -> all.append(node.name).append(":\n").append(node.process.tail()));
    return all.toString();
  }

  @Override
  public void close() {
    processes.close();
    nodes.forEach(node -> node.wire.close());
    loop.shutdownGracefully();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " could not be deleted: " + e, e);
    }
  }
}
