package io.heartwire.cli.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code heartwire serve} with a faulty application, and a way to ask it. Used by one thread. */
final class GatewayProcess {
  /** Where it listens for devices. */
  static final int PORT = 7400;

  /** Where it listens for operators, on the loopback of its own network. */
  static final int ADMIN_PORT = 7480;

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern ANSWER = Pattern.compile("^answer (\\d+) (.*)");
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildProcess gateway;
  private final ChildProcess probe;

  /** Starts it; returns when it is ready. */
  GatewayProcess(Processes processes, Preparation preparation, String plugins) {
    List<String> words = new ArrayList<>(List.of("io.heartwire.cli.Heartwire", "serve"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "listeners.tcp.host=0.0.0.0",
                "listeners.tcp.port=" + PORT,
                "listeners.http.enabled=false",
                "listeners.mqtt.enabled=false",
                "admin.port=" + ADMIN_PORT,
                "auth.mode=open",
                "admission.rate=off",
                "presence.file=:memory:",
                "breaker.hold=10s",
                "loops=2",
                // What it rehearses would be taken for what happens.
                "warm-up=false",
                "log.level=warn"));
    settings.addAll(preparation.settings());
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    List<String> options = new ArrayList<>(preparation.memory());
    // The second compiler would need the processors just when all clients log in.
    options.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dio.netty.jfr.enabled=false"));
    gateway =
        processes.leash(
            "gateway",
            new Processes.Program(preparation.prefix(), options, plugins, words),
            preparation.variables());
    gateway.awaitLine(Pattern.compile("ready in"), BOUND);
    probe =
        processes.start(
            "probe",
            new Processes.Program(
                preparation.net().onServer(),
                Processes.MODEST,
                "",
                List.of(ProbeMain.class.getName(), "" + ADMIN_PORT)));
    probe.awaitLine(Pattern.compile("^ready"), BOUND);
  }

  /** Its process id. */
  long pid() {
    return gateway.pid();
  }

  /** What it answers to a GET; empty if it does not, or has nothing there. */
  Optional<JsonNode> get(String path) {
    Matcher answer = probe.ask(path, ANSWER, BOUND);
    if (Integer.parseInt(answer.group(1)) != OK) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(answer.group(2)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(path + " answered no JSON: " + answer.group(2), e);
    }
  }

  /** The end of what it logged, for messages of failure. */
  String tail() {
    return gateway.tail();
  }

  /** Everything it logged. */
  List<String> log() {
    return gateway.errors();
  }
}
