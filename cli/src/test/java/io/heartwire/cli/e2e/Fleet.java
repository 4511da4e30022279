package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client process ({@link FleetMain}), and what its log says. */
final class Fleet {
  private static final Duration BOUND = Duration.ofSeconds(90);

  private final LabProcess process;

  private Fleet(LabProcess process) {
    this.process = process;
  }

  /** Starts one, behind a command such as {@code ip netns exec NAME}. */
  static Fleet start(ProcessLab lab, List<String> prefix) {
    LabProcess process = lab.start(Jvm.of("fleet", FleetMain.class).behind(prefix));
    process.awaitLine(Pattern.compile("^ready"), BOUND);
    return new Fleet(process);
  }

  LabProcess process() {
    return process;
  }

  /** Starts clients of hand-made bytes and waits until all have logged in. */
  void raw(String group, int count, long intervalMs, String host, int port) {
    start("raw " + group + " " + count + " " + intervalMs + " " + host + " " + port, group, count);
  }

  /** Starts HeartwireClients and waits until all have logged in. */
  void real(String group, int count, long intervalMs, String endpoints) {
    start("real " + group + " " + count + " " + intervalMs + " " + endpoints, group, count);
  }

  /** Starts clients that log in and say nothing, and does not wait for them. */
  void rawInBackground(String group, int count, String host, int port) {
    process.send("raw " + group + " " + count + " 0 " + host + " " + port);
  }

  /** Waits until so many have logged in. */
  void awaitLogins(String group, int count) {
    Await.until(BOUND, process::tail, () -> report(group, "logins") >= count);
  }

  private void start(String command, String group, int count) {
    process.ask(command, Pattern.compile("^started " + group + "$"), BOUND);
    awaitLogins(group, count);
  }

  /** Raw clients of a group say nothing any more; returns since when. */
  long silence(String group) {
    Pattern answer = Pattern.compile("^silenced " + group + " (-?\\d+)");
    return Long.parseLong(process.ask("silence " + group, answer, BOUND).group(1));
  }

  /** The first raw client of a group sends a message. */
  void send(String group, String type, String text) {
    process.send("send " + group + " " + type + " " + text);
  }

  /** Forgets its own stalls so far. */
  void watch() {
    process.send("watch");
  }

  /** How many are online now, as the client process sees it. */
  int online(String group) {
    return (int) report(group, "online");
  }

  /** The longest stall of the client process since {@link #watch}. */
  long stallMs() {
    return report("any", "stall-ms");
  }

  private long report(String group, String figure) {
    Matcher line =
        process.ask(
            "report " + group,
            Pattern.compile("^report " + group + " .*" + figure + " (\\d+)"),
            BOUND);
    return Long.parseLong(line.group(1));
  }

  /** Every end of a connection of a group so far. */
  List<ClientEnd> ends(String group) {
    return ClientEnd.of(process.lines(), group);
  }
}
