package io.heartwire.cli.e2e;

import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link LabGateway} process, and what it says. */
final class LabServer {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final LabProcess process;
  private final int port;

  private LabServer(LabProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one on a free port, with settings {@code key=value}. */
  static LabServer start(ProcessLab lab, List<String> prefix, String... settings) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "listeners.tcp.port=0", "listeners.http.port=0", "listeners.mqtt.enabled=false"));
    args.addAll(List.of(settings));
    LabProcess process =
        lab.start(
            Jvm.of("gateway", LabGateway.class, args.toArray(new String[0]))
                .with("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-Xmx1g")
                .behind(prefix));
    String port = process.awaitLine(Pattern.compile("^ready (\\d+)"), BOUND).group(1);
    return new LabServer(process, Integer.parseInt(port));
  }

  LabProcess process() {
    return process;
  }

  int port() {
    return port;
  }

  /** Every session that has ended so far. */
  List<GatewayEnd> ends() {
    return GatewayEnd.of(process);
  }

  /** Those of them that the detector ended, of clients whose id begins so. */
  List<GatewayEnd> verdicts(String idPrefix) {
    return ends().stream()
        .filter(end -> end.isVerdict() && end.client().startsWith(idPrefix + "-"))
        .toList();
  }

  /** The open incident, or {@code -}. */
  String incident() {
    return process.ask("breaker", Pattern.compile("^breaker (\\S+)"), BOUND).group(1);
  }

  /** Every incident that there has been, by the log. */
  List<String> incidents() {
    Pattern incident = Pattern.compile("incident (\\S+?):? ");
    return process.errors().stream()
        .map(incident::matcher)
        .filter(Matcher::find)
        .map(line -> line.group(1))
        .distinct()
        .toList();
  }

  /** The addresses, as {@code host:port}, of the clients attached now. */
  List<String> addresses() {
    int before = process.lines().size();
    process.ask("clients", Pattern.compile("^clients \\d+"), BOUND);
    Pattern client = Pattern.compile("client (\\S+) (\\S+)");
    return process.lines().stream()
        .skip(before)
        .map(client::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(2))
        .toList();
  }
}
