package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The commands a person types, each in a process of its own. */
class CommandLineTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("^heartwire .* ready in [\\d.]+ s: tcp (\\S+?),.* admin http://(\\S+)$");

  /** A line of the gateway's log about a client that it has found dead. */
  private static final Predicate<String> FOUND =
      Pattern.compile("\\b(SILENT|CLIENT_FROZEN)\\b").asPredicate();

  private final ProcessLab lab = new ProcessLab();

  @AfterEach
  void killAll() {
    lab.close();
  }

  private LabProcess heartwire(String name, String... arguments) {
    return lab.start(Jvm.of(name, Heartwire.class, arguments));
  }

  private LabProcess serve(String... more) {
    String[] arguments = new String[9 + more.length];
    arguments[0] = "serve";
    arguments[1] = "--set";
    arguments[2] = "listeners.tcp.port=0";
    arguments[3] = "--set";
    arguments[4] = "admin.port=0";
    // It would take the processors from the other processes of the test for half a minute.
    arguments[5] = "--set";
    arguments[6] = "warm-up=false";
    arguments[7] = "--set";
    arguments[8] = "listeners.http.port=0";
    System.arraycopy(more, 0, arguments, 9, more.length);
    return heartwire("serve", arguments);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void findsSilentAndFrozenDevicesAndSparesTheLiving() throws JsonProcessingException {
    LabProcess gateway =
        serve(
            "--set",
            "liveness.interval=1s",
            "--set",
            "liveness.timeout=3s",
            "--set",
            "breaker.mode=off");
    Matcher doors = gateway.awaitLine(READY, BOUND);
    String port = doors.group(1).replaceFirst(".*:", "");
    String admin = "--admin=" + doors.group(2);

    LabProcess fleet =
        heartwire(
            "fleet",
            "fleet",
            "--port",
            port,
            "--clients",
            "20",
            "--silent",
            "2",
            "--silent-after",
            "2s",
            "--frozen",
            "3",
            "--freeze",
            "2s");
    Await.until(BOUND, fleet::tail, () -> gateway.errors().stream().filter(FOUND).count() >= 5);

    assertThat(json("disconnects", admin).path("items"))
        .map(item -> item.path("reason").asText())
        .hasSize(5)
        .allMatch(reason -> List.of("SILENT", "CLIENT_FROZEN").contains(reason));
    JsonNode status = json("status", admin);
    assertThat(status.path("attached").asInt()).as(status.toString()).isEqualTo(15);
    fleet.signal("TERM");
    assertThat(fleet.awaitExit(BOUND)).isZero();
    assertThat(fleet.lines()).anyMatch(line -> line.matches("logins +20"));

    gateway.signal("TERM");
    assertThat(gateway.awaitExit(BOUND)).isZero();
    assertThat(gateway.lines()).hasSize(1);
    assertThat(gateway.errors()).anyMatch(line -> line.contains("stopped"));
  }

  private JsonNode json(String command, String admin) {
    LabProcess asked = heartwire(command, command, "--json", admin);
    assertThat(asked.awaitExit(BOUND)).as(asked.tail()).isZero();
    try {
      return new ObjectMapper().readTree(String.join("\n", asked.lines()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(asked.tail(), e);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void anInteractiveClientTalksAndLeaves() {
    LabProcess gateway = serve("--json-logs");
    Matcher doors = gateway.awaitLine(READY, BOUND);
    LabProcess person = heartwire("connect", "connect", doors.group(1), "--id", "me");
    person.awaitLine(Pattern.compile("^online: session "), BOUND);
    person.send("status battery=0.5 room=kitchen");
    person.send("send greeting hello");
    person.awaitLine(Pattern.compile("^acknowledged greeting"), BOUND);
    person.send("quit");
    assertThat(person.awaitExit(BOUND)).isZero();
    Await.until(
        BOUND,
        gateway::tail,
        () -> gateway.errors().stream().anyMatch(line -> line.contains("GOODBYE")));
    assertThat(gateway.errors()).allMatch(line -> line.startsWith("{"), "a JSON object");
  }
}
