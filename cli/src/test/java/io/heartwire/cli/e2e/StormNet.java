package io.heartwire.cli.e2e;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One network namespace for a gateway and its clients, with an accept queue as long as they need.
 * Needs root and {@code ip}; where they are missing the constructor fails with a sentence.
 */
final class StormNet implements AutoCloseable {
  /** How many connections may wait to be accepted. */
  static final int BACKLOG = 16_384;

  private final String name = "hw" + Long.toString(ProcessHandle.current().pid(), 36) + "storm";
  private final Thread lastResort = new Thread(this::delete, "storm-net-last-resort");

  StormNet() {
    Shell.Outcome root = Shell.attempt("id -u | grep -qx 0 && command -v ip", "");
    if (root.exit() != 0) {
      throw new AssertionError(
          "the storm needs a network namespace: run it as root and install iproute2, or leave the"
              + " group out with './heartwire test --without netns'");
    }
    Runtime.getRuntime().addShutdownHook(lastResort);
    delete();
    Shell.run("ip netns add " + name);
    Shell.run("ip -n " + name + " link set lo up");
    Shell.run(
        String.join(" ", inside())
            + " sysctl -qw net.core.somaxconn="
            + BACKLOG
            + " net.ipv4.ip_local_port_range='10000 65000'");
  }

  /** Puts a command into the namespace. */
  List<String> inside() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Connections that the kernel threw away because the accept queue was full, so far. */
  long overflows() {
    String text = Shell.run(String.join(" ", inside()) + " cat /proc/net/netstat");
    Matcher tables = Pattern.compile("TcpExt: (SyncookiesSent .*)\nTcpExt: (.*)").matcher(text);
    if (!tables.find()) {
      throw new AssertionError("/proc/net/netstat has no TcpExt: " + text);
    }
    List<String> names = List.of(tables.group(1).split(" "));
    String[] values = tables.group(2).split(" ");
    return Long.parseLong(values[names.indexOf("ListenOverflows")])
        + Long.parseLong(values[names.indexOf("ListenDrops")]);
  }

  private void delete() {
    Shell.attempt("ip netns del " + name + " 2>/dev/null", "");
  }

  @Override
  public void close() {
    delete();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
