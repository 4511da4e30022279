package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code redis-server} on a port of its own. */
final class RedisProcess {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final LabProcess process;
  private final int port;

  private RedisProcess(LabProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Writes its data below {@code directory}; ends with {@code lab}. */
  static RedisProcess start(ProcessLab lab, Path directory) {
    int port = new FreePorts().next();
    LabProcess process =
        lab.command(
            "redis",
            List.of(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                directory.toString()));
    RedisProcess redis = new RedisProcess(process, port);
    Await.until(BOUND, process::tail, redis::answers);
    return redis;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  LabProcess process() {
    return process;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }
}
