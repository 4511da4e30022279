package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * Has the system's {@code ping} send an echo request. Java itself cannot without root's rights:
 * {@link InetAddress#isReachable} then knocks at TCP port 7 instead, and calls that an answer.
 */
final class PingProbe implements Probe {
  private static final String PATHS = "/bin:/usr/bin:/sbin:/usr/sbin:/usr/local/bin";

  private final boolean available;

  PingProbe(String paths) {
    this.available = isThere(paths);
  }

  static PingProbe ofThisMachine() {
    return new PingProbe(PATHS);
  }

  private static boolean isThere(String paths) {
    for (String path : paths.split(":", -1)) {
      if (new File(path, "ping").canExecute()) {
        return true;
      }
    }
    return false;
  }

  boolean isAvailable() {
    return available;
  }

  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline)
      throws IOException, InterruptedException {
    if (!available) {
      throw new CannotLookException(
          "icmp is not available here, as there is no command ping: install it, or probe by tcp");
    }
    int waitMs = deadline.leftMs("an echo");
    Process ping =
        new ProcessBuilder(
                "ping",
                "-n",
                "-q",
                "-c",
                "1",
                "-W",
                Long.toString(Math.max(1, (waitMs + 999) / 1_000)),
                host.getHostAddress())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!ping.waitFor(waitMs, TimeUnit.MILLISECONDS)) {
        throw new SocketTimeoutException("no echo within " + deadline.timeout().toMillis() + " ms");
      }
    } finally {
      ping.destroyForcibly();
    }
    return switch (ping.exitValue()) {
      case 0 -> new Sighting(deadline.passed(), ClientStatus.NONE, "");
      case 1 -> throw new SocketTimeoutException("no echo: lost, or unreachable");
      default ->
          throw new CannotLookException(
              "icmp is not available here, as ping may not send (exit code "
                  + ping.exitValue()
                  + "): allow it (net.ipv4.ping_group_range), or probe by tcp");
    };
  }
}
