package io.heartwire.sinks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real {@code redis-server} of this test's own. */
final class RedisServer implements AutoCloseable {
  final int port;
  private final Process process;
  private final RedisClient client;
  final StatefulRedisConnection<String, String> connection;

  private RedisServer(int port, Process process) {
    this.port = port;
    this.process = process;
    Told.await("redis-server", () -> process.isAlive() && answers(port));
    this.client = RedisClient.create("redis://127.0.0.1:" + port);
    this.connection = client.connect();
  }

  static RedisServer start(int port, String... options) throws IOException {
    if (!isThere()) {
      throw new AssertionError(
          "this test needs redis-server, which is not there: install it with 'apt-get install"
              + " redis-server', or leave the group out with './heartwire test --without redis'");
    }
    List<String> command =
        new ArrayList<>(
            List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", "/tmp"));
    command.addAll(List.of(options));
    return new RedisServer(
        port,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private static boolean isThere() {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server")));
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(0, 0, TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
