package io.heartwire.redis;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three real {@code redis-server} that share the slots between them, each with replicas. */
final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;

  private final List<RedisServer> servers = new ArrayList<>();

  private RedisCluster() {}

  /** Without replicas. */
  static RedisCluster start(Path directory) throws IOException {
    return start(directory, 0);
  }

  /**
   * Each master with so many replicas.
   *
   * @param options of all servers
   */
  static RedisCluster start(Path directory, int replicas, String... options) throws IOException {
    var cluster = new RedisCluster();
    List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
    all.addAll(List.of(options));
    try {
      for (int i = 0; i < MASTERS * (1 + replicas); i++) {
        Path own = Files.createDirectories(directory.resolve("node-" + i));
        cluster.servers.add(RedisServer.start(own, all.toArray(String[]::new)));
      }
      cluster.meet(replicas);
    } catch (IOException | AssertionError e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void meet(int replicas) throws IOException {
    List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(server -> create.add("127.0.0.1:" + server.port));
    create.addAll(List.of("--cluster-yes", "--cluster-replicas", "" + replicas));
    String said = output(create);
    if (!said.contains("All 16384 slots covered")) {
      throw new AssertionError("no cluster came about: " + said);
    }
    String all = "cluster_known_nodes:" + servers.size();
    for (RedisServer server : servers) {
      RedisServer.await(
          "one that knows all, and is well",
          () -> {
            String info = ask(server, "cluster", "info");
            return info.contains("cluster_state:ok") && info.contains(all);
          });
    }
    RedisServer.await(
        "masters, and replicas that have what they have",
        () ->
            servers.stream().filter(RedisCluster::isMaster).count() == MASTERS
                && servers.stream().allMatch(it -> isMaster(it) || isUpToDate(it)));
    // What each of them tells whoever asks for the servers.
    for (RedisServer server : servers) {
      RedisServer.await(
          "the same view",
          () ->
              ask(server, "cluster", "nodes").lines().filter(it -> it.contains("master")).count()
                  == MASTERS);
    }
  }

  private static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(
          "redis-cli is not there: install it with 'apt-get install redis'", e);
    }
  }

  /** What {@code server} answers. */
  static String ask(RedisServer server, String... words) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + server.port));
    command.addAll(List.of(words));
    return output(command);
  }

  static boolean isMaster(RedisServer server) {
    return ask(server, "info", "replication").contains("role:master");
  }

  /** Of a replica: whether it has what its master has. */
  static boolean isUpToDate(RedisServer server) {
    return ask(server, "info", "replication").contains("master_link_status:up");
  }

  /** The one that has the slot of {@code key}. */
  RedisServer masterOf(String key) {
    int slot = SlotHash.getSlot(key);
    return servers.stream()
        .filter(server -> server.isAlive() && isMaster(server) && has(server, slot))
        .findAny()
        .orElseThrow();
  }

  private static boolean has(RedisServer server, int slot) {
    String[] own = line(server, "myself").split(" ");
    for (int i = 8; i < own.length; i++) {
      String[] range = own[i].split("-");
      if (Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[range.length - 1])) {
        return true;
      }
    }
    return false;
  }

  /** A replica of {@code master}. */
  RedisServer replicaOf(RedisServer master) {
    String id = line(master, "myself").split(" ")[0];
    return servers.stream()
        .filter(server -> server.isAlive() && line(server, "myself").contains("slave " + id))
        .findAny()
        .orElseThrow();
  }

  private static String line(RedisServer server, String word) {
    return ask(server, "cluster", "nodes").lines().filter(it -> it.contains(word)).findAny().get();
  }

  /** Of one of them: the others are found by it. */
  String url() {
    return servers.get(0).url();
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
