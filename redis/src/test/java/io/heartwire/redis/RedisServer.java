package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A real {@code redis-server} of this test's own, which survives until it is closed. */
final class RedisServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(int port, List<String> command) throws IOException {
    this.port = port;
    this.command = command;
    this.process = run();
  }

  /** Writes its data below {@code directory}. */
  static RedisServer start(Path directory, String... options) throws IOException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                RedisBinary.command(), "--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"));
    command.addAll(List.of("--dir", directory.toString()));
    command.addAll(List.of(options));
    return new RedisServer(port, command);
  }

  /** One whose neighbour 10,000 above is free, too: there the nodes of a cluster speak. */
  static int freePort() throws IOException {
    while (true) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (free.getLocalPort() < 55_000 && isFree(free.getLocalPort() + 10_000)) {
          return free.getLocalPort();
        }
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private Process run() throws IOException {
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await("redis-server", () -> started.isAlive() && answers());
    return started;
  }

  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("no sign of " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** SIGSTOP, or SIGCONT. */
  void signal(String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertThat(kill.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue()).isZero();
  }

  /** Again with what it had. */
  void startAgain() throws IOException {
    process = run();
  }

  @Override
  public void close() {
    kill();
  }
}
