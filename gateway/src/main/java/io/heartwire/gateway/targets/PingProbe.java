package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has the system's {@code ping} send an echo request. Java itself cannot without root's rights:
 * {@link InetAddress#isReachable} then knocks at TCP port 7 instead, and calls that an answer.
 */
final class PingProbe implements Probe {
  private static final String PATHS = "/bin:/usr/bin:/sbin:/usr/sbin:/usr/local/bin";

  private final Optional<String> command;

  PingProbe(String paths) {
    this.command =
        Stream.of(paths.split(":", -1))
            .map(path -> new File(path, "ping"))
            .filter(File::canExecute)
            .map(File::getPath)
            .findFirst();
  }

  static PingProbe ofThisMachine() {
    return new PingProbe(PATHS);
  }

  boolean isAvailable() {
    return command.isPresent();
  }

  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline)
      throws IOException, InterruptedException {
    int waitMs = deadline.leftMs("an echo");
    Process ping = send(host, Math.max(1, (waitMs + 999) / 1_000));
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

  private Process send(InetAddress host, int waitSeconds) throws CannotLookException {
    String path =
        command.orElseThrow(
            () ->
                new CannotLookException(
                    "icmp is not available here, as there is no command ping: install it, or probe"
                        + " by tcp"));
    String wait = Integer.toString(waitSeconds);
    try {
      return new ProcessBuilder(path, "-n", "-q", "-c", "1", "-W", wait, host.getHostAddress())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // A container without CAP_NET_RAW may not even start what asks for it.
      throw new CannotLookException(
          "icmp is not available here, as "
              + path
              + " cannot be run ("
              + e.getMessage()
              + "): give this process CAP_NET_RAW, or probe by tcp");
    }
  }
}
