package io.heartwire.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three real {@code redis-server} that share the slots between them, without replicas. */
final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;

  private final List<RedisServer> servers = new ArrayList<>();

  private RedisCluster() {}

  static RedisCluster start(Path directory) throws IOException {
    var cluster = new RedisCluster();
    try {
      for (int i = 0; i < MASTERS; i++) {
        Path own = Files.createDirectories(directory.resolve("node-" + i));
        cluster.servers.add(RedisServer.start(own, "--cluster-enabled", "yes"));
      }
      cluster.meet();
    } catch (IOException | AssertionError e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void meet() throws IOException {
    List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(server -> create.add("127.0.0.1:" + server.port));
    create.add("--cluster-yes");
    String said = output(create);
    if (!said.contains("All 16384 slots covered")) {
      throw new AssertionError("no cluster came about: " + said);
    }
    for (RedisServer server : servers) {
      List<String> ask = List.of("redis-cli", "-p", "" + server.port, "cluster", "info");
      RedisServer.await("a cluster that is well", () -> output(ask).contains("cluster_state:ok"));
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

  /** Of one of them: the others are found by it. */
  String url() {
    return servers.get(0).url();
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
