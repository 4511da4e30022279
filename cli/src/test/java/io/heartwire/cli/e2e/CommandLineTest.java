package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands a person types, each in a process of its own. */
@Tag("e2e")
@Tag("smoke")
class CommandLineTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("^heartwire .* ready in [\\d.]+ s: tcp (\\S+), admin http://(\\S+)$");

  private final ProcessLab lab = new ProcessLab();

  @AfterEach
  void killAll() {
    lab.close();
  }

  private LabProcess heartwire(String name, String... arguments) {
    return lab.start(Jvm.of(name, Heartwire.class, arguments));
  }

  private LabProcess serve(String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "serve";
    arguments[1] = "--set";
    arguments[2] = "listeners.tcp.port=0";
    arguments[3] = "--set";
    arguments[4] = "admin.port=0";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return heartwire("serve", arguments);
  }

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
    Await.until(
        BOUND, fleet::tail, () -> left(admin, "SILENT") + left(admin, "CLIENT_FROZEN") >= 5);

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

  /** How many of the latest disconnects have this reason. */
  private int left(String admin, String reason) {
    int count = 0;
    for (JsonNode item : json("disconnects", admin).path("items")) {
      count += item.path("reason").asText().equals(reason) ? 1 : 0;
    }
    return count;
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

  @Test
  void aPortInUseIsOneSentence() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LabProcess gateway =
          heartwire("serve", "serve", "--set", "listeners.tcp.port=" + taken.getLocalPort());
      assertThat(gateway.awaitExit(BOUND)).isEqualTo(1);
      assertThat(gateway.lines()).isEmpty();
      assertThat(gateway.errors().stream().filter(line -> line.startsWith("heartwire: ")))
          .singleElement()
          .asString()
          .contains(Integer.toString(taken.getLocalPort()));
      assertThat(gateway.errors()).noneMatch(line -> line.startsWith("\tat "));
    }
  }

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
