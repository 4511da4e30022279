package io.heartwire.bench.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The broker in C, as the system's package brings it. */
final class Mosquitto {
  private Mosquitto() {}

  static List<String> command(Lab lab, Timing timing) throws IOException {
    Path binary =
        Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () -> new Unavailable("mosquitto is not installed (apt-get install mosquitto)"));
    Files.createDirectories(lab.work());
    Path config = lab.work().resolve("mosquitto.conf").toAbsolutePath();
    // Standard error: the other stream keeps what it says until it has said four kilobytes.
    Files.writeString(
        config,
        "listener "
            + freePort()
            + " 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n"
            + "log_type error\nlog_type information\nconnection_messages false\n");
    List<String> command = new ArrayList<>(lab.onServerCore());
    command.addAll(List.of(binary.toString(), "-c", config.toString()));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
