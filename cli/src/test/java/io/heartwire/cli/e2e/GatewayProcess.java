package io.heartwire.cli.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.demo.Blocking;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * {@code heartwire serve} in a process of its own, with {@link LabMessageHandler} as its
 * application, and its administration asked from within its own network namespace.
 */
final class GatewayProcess {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("ready.*");
  private static final Pattern ANSWER = Pattern.compile("^answer (\\d+) (.*)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LabProcess process;
  private final LabProcess probe;
  private final String ready;

  private GatewayProcess(LabProcess process, LabProcess probe, String ready) {
    this.process = process;
    this.probe = probe;
    this.ready = ready;
  }

  /** Starts one on free ports, with settings {@code key=value}. */
  static GatewayProcess start(ProcessLab lab, List<String> prefix, String... settings) {
    List<String> args = new ArrayList<>();
    args.add("serve");
    set(args, "listeners.tcp.port=0");
    set(args, "listeners.http.port=0");
    set(args, "listeners.mqtt.port=0");
    set(args, "admin.port=0");
    // What a test weighs or counts is its own.
    set(args, "warm-up=false");
    set(args, "targets-default=false");
    set(args, Blocking.INLINE);
    for (String setting : settings) {
      set(args, setting);
    }
    LabProcess process =
        lab.start(
            Jvm.of("gateway", Heartwire.class, args.toArray(new String[0]))
                .with("-Xmx1g")
                .behind(prefix));
    String ready = process.awaitLine(READY, BOUND).group();
    LabProcess probe =
        lab.start(Jvm.of("probe", HttpProbe.class, "" + portOf("admin", ready)).behind(prefix));
    probe.awaitLine(Pattern.compile("^ready"), BOUND);
    return new GatewayProcess(process, probe, ready);
  }

  private static void set(List<String> args, String setting) {
    args.add("--set");
    args.add(setting);
  }

  private static int portOf(String door, String ready) {
    Matcher matcher = Pattern.compile("\\b" + door + " \\S*:(\\d+)").matcher(ready);
    if (!matcher.find()) {
      throw new AssertionError("no port of " + door + " in the ready line: " + ready);
    }
    return Integer.parseInt(matcher.group(1));
  }

  LabProcess process() {
    return process;
  }

  int port() {
    return port("tcp");
  }

  /** The port of a door, by its name in the ready line. */
  int port(String door) {
    return portOf(door, ready);
  }

  /** What the administration answers to a GET. */
  JsonNode get(String path) {
    String body = text(path);
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(path + " answered no JSON: " + body, e);
    }
  }

  /** The items of a list. */
  List<JsonNode> items(String path) {
    return StreamSupport.stream(get(path).get("items").spliterator(), false).toList();
  }

  /** One metric's value, by the beginning of its line (name and labels); 0 if there is none. */
  double metric(String beginning) {
    for (String line : text("/metrics").split("\t", -1)) {
      if (line.startsWith(beginning)) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return 0;
  }

  /** The status of what the administration answers to a GET. */
  int status(String path) {
    return Integer.parseInt(answer(path).group(1));
  }

  private Matcher answer(String path) {
    return probe.ask(path, ANSWER, Duration.ofSeconds(20));
  }

  private String text(String path) {
    Matcher answer = answer(path);
    if (!answer.group(1).equals("200")) {
      throw new AssertionError(path + " answered " + answer.group() + process.tail());
    }
    return answer.group(2);
  }
}
