package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask a gateway, against a server that answers what a gateway answers. */
class AdminCommandsTest {
  private final CliFixture cli = new CliFixture();
  private FakeAdministration gateway;
  private Map<String, String> answers;
  private Map<String, Integer> statuses;
  private List<String> requests;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeAdministration();
    answers = gateway.answers;
    statuses = gateway.statuses;
    requests = gateway.requests;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String admin() {
    return gateway.admin();
  }

  @Test
  void statusIsATableForPeople() {
    answers.put("GET /api/v1/status", "{\"attached\":7,\"inGrace\":0,\"offline\":2}");
    assertThat(cli.run("status", admin())).isZero();
    assertThat(cli.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly("attached|7", "in grace|0", "offline|2");
  }

  @Test
  void statusIsJsonForPrograms() throws IOException {
    answers.put("GET /api/v1/status", "{\"attached\":7}");
    assertThat(cli.run("status", "--json", admin())).isZero();
    assertThat(Console.JSON.readTree(cli.out()).path("attached").asInt()).isEqualTo(7);
  }

  @Test
  void statusAnswersReadinessByItsExitCode() {
    answers.put("GET /readyz", "{\"status\":\"ready\"}");
    assertThat(cli.run("status", "--ready", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("ready");

    answers.put("GET /readyz", "{\"status\":\"draining\"}");
    statuses.put("GET /readyz", 503);
    assertThat(cli.run("status", "--ready", admin())).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).contains("is not ready (draining)").hasLineCount(1);
  }

  @Test
  void clientsFollowsThePages() {
    answers.put(
        "GET /api/v1/clients?limit=100",
        "{\"items\":[{\"clientId\":\"a\"}],\"total\":2,\"next\":\"a/1\"}");
    answers.put(
        "GET /api/v1/clients?limit=99&after=a%2F1",
        "{\"items\":[{\"clientId\":\"b\"}],\"total\":2,\"next\":null}");
    assertThat(cli.run("clients", admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.split(" ")[0]))
        .containsExactly("CLIENT", "a", "b");
  }

  @Test
  void clientsAreListedByTheirHealth() {
    answers.put(
        "GET /api/v1/clients?limit=100&health=unhealthy",
        "{\"items\":[{\"clientId\":\"a\",\"health\":\"unhealthy\"}],\"total\":2,\"next\":\"x\"}");
    answers.put(
        "GET /api/v1/clients?limit=99&health=unhealthy&after=x",
        "{\"items\":[],\"total\":2,\"next\":null}");
    answers.put(
        "GET /api/v1/clients?limit=100&health=degraded",
        "{\"items\":[],\"total\":0,\"next\":null}");
    assertThat(cli.run("clients", "--health", "unhealthy", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("HEALTH", "unhealthy");
    assertThat(cli.run("clients", "--health=degraded", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("No such client is attached.");
  }

  @Test
  void clientsThatAreNotAttachedAreListedByTheirPresence() {
    answers.put(
        "GET /api/v1/clients?limit=1&presence=in-grace",
        "{\"items\":[{\"clientId\":\"a\",\"state\":\"IN_GRACE\"}],\"total\":1,\"next\":null}");
    answers.put(
        "GET /api/v1/clients?limit=100&presence=offline",
        "{\"items\":[],\"total\":0,\"next\":null}");

    assertThat(cli.run("clients", "--presence", "in-grace", "--limit=1", admin()))
        .as(cli.err())
        .isZero();
    assertThat(cli.out()).contains("IN_GRACE");
    assertThat(cli.run("clients", "--presence", "offline", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("No client is offline.");
    assertThat(cli.run("clients", "--presence", "gone", admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("must be attached, in-grace or offline");
  }

  @Test
  void aListIsTheGatewaysAnswerForPrograms() throws IOException {
    answers.put(
        "GET /api/v1/clients?limit=1",
        "{\"items\":[{\"clientId\":\"a\"}],\"total\":7,\"next\":\"a1\"}");
    assertThat(cli.run("clients", "--json", "--limit", "1", admin())).as(cli.err()).isZero();
    assertThat(Console.JSON.readTree(cli.out()))
        .isEqualTo(Console.JSON.readTree(answers.get("GET /api/v1/clients?limit=1")));
  }

  @Test
  void aListSaysThatThereIsMoreOfIt() {
    answers.put(
        "GET /api/v1/disconnects?limit=2",
        "{\"items\":[{\"clientId\":\"a\"},{\"clientId\":\"b\"}],\"total\":7,\"next\":\"x\"}");
    assertThat(cli.run("disconnects", "--limit", "2", admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().toList().get(3)).isEqualTo("showing 2 of 7; --limit N shows more");
  }

  @ParameterizedTest
  @CsvSource({"clients, 0", "clients, -1", "disconnects, 0", "disconnects, 1000001"})
  void aListRefusesALimitThatIsNone(String command, String limit) {
    assertThat(cli.run(command, "--limit=" + limit, admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--limit (" + limit + ") must be 1 to 1000000").hasLineCount(1);
    assertThat(requests).isEmpty();
  }

  @Test
  void clientNamesAreEscaped() {
    answers.put("GET /api/v1/clients/a%2Fb%3Dc", "{\"clientId\":\"a/b=c\"}");
    assertThat(cli.run("client", "a/b=c", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("a/b=c");
  }

  @Test
  void sendSaysWhetherTheClientHasAcknowledgedIt() throws IOException {
    String request = "POST /api/v1/clients/a%2Fb/messages";
    answers.put(request, "{\"clientId\":\"a/b\",\"id\":\"m1\",\"outcome\":\"acked\"}");
    assertThat(cli.run("send", "a/b", "greeting", "hello you", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).isEqualTo("Message m1 was acknowledged by a/b." + System.lineSeparator());
    assertThat(requests).contains(request + " {\"type\":\"greeting\",\"body\":\"hello you\"}");

    answers.put(request, "{\"clientId\":\"a/b\",\"id\":\"m1\",\"outcome\":\"queued\"}");
    statuses.put(request, 202);
    CliFixture later = new CliFixture();
    assertThat(
            later.run("send", "a/b", "t", "x", "--id=m1", "--deadline=2s", "--expiry=1m", admin()))
        .isZero();
    assertThat(later.out()).contains("m1 is kept for a/b");
    assertThat(requests)
        .contains(
            request
                + " {\"type\":\"t\",\"body\":\"x\",\"id\":\"m1\",\"deadlineMs\":2000,"
                + "\"expiryMs\":60000}");
    CliFixture json = new CliFixture();
    assertThat(json.run("send", "a/b", "t", "x", "--json", admin())).isZero();
    assertThat(Console.JSON.readTree(json.out()).path("outcome").asText()).isEqualTo("queued");
  }

  @Test
  void sendFailsWithTheReasonOfTheGateway() {
    String request = "POST /api/v1/clients/a/messages";
    answers.put(request, "{\"title\":\"Offline\",\"detail\":\"client a is offline: wait\"}");
    statuses.put(request, 409);
    assertThat(cli.run("send", "a", "t", "x", admin())).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).contains("client a is offline: wait").hasLineCount(1);
    assertThat(cli.run("send", "a", "t", admin())).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void kickSaysWhatItDid() {
    answers.put("DELETE /api/v1/clients/a", "{}");
    assertThat(cli.run("kick", "a", admin())).isZero();
    assertThat(cli.out()).isEqualToIgnoringNewLines("a was logged out.");
  }

  @Test
  void checkTurnsTheCheckOff() {
    answers.put("PUT /api/v1/checks/client/a", "{}");
    assertThat(cli.run("check", "client", "a", "off", admin())).isZero();
    assertThat(requests).containsExactly("PUT /api/v1/checks/client/a {\"enabled\":false}");
  }

  @Test
  void checkWithoutASettingShowsWhatIsInForceAndChangesNothing() {
    answers.put(
        "GET /api/v1/checks/client/a",
        "{\"enabled\":false,\"from\":\"group g, set while running\"}");
    assertThat(cli.run("check", "client", "a", admin())).as(cli.err()).isZero();
    assertThat(requests).containsExactly("GET /api/v1/checks/client/a");
    assertThat(cli.out())
        .isEqualToIgnoringNewLines("The check of client a is off: group g, set while running.");
  }

  @Test
  void checkGivesATargetBackToTheConfiguration() {
    answers.put("PUT /api/v1/checks/client/a", "{}");
    assertThat(cli.run("check", "client", "a", "configured", admin())).as(cli.err()).isZero();
    assertThat(requests).containsExactly("PUT /api/v1/checks/client/a {\"enabled\":null}");
    assertThat(cli.out()).contains("left to the configuration again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check client", "check client a maybe", "check client a on off"})
  void checkRefusesWhatItDoesNotUnderstandAndAsksNobody(String words) {
    assertThat(cli.run((words + " " + admin()).split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(requests).isEmpty();
  }

  @Test
  void handlersShowsWhatIsSlowAndWhatWasTurnedAway() {
    answers.put(
        "GET /api/v1/handlers",
        "{\"items\":[{\"type\":\"report\",\"model\":\"queue\",\"count\":7,\"took\":{\"p50Ms\":1.5,"
            + "\"p99Ms\":150.0,\"maxMs\":160.0},\"loopMs\":0.0,\"failed\":1,\"busy\":2,"
            + "\"expired\":3}],\"total\":1,\"next\":null}");
    assertThat(cli.run("handlers", admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.replaceAll(" {2,}", "|").strip()))
        .containsExactly(
            "TYPE|MODEL|COUNT|P50|P99|MAX|WAIT P99|LOOP|FAILED|BUSY|EXPIRED",
            "report|queue|7|1.5 ms|150.0 ms|160.0 ms|-|0.0 ms|1|2|3");
  }

  @Test
  void handlersChangesWhereATypeIsHandled() {
    answers.put("PUT /api/v1/handlers/report%2Fx", "{\"before\":\"inline\"}");
    assertThat(cli.run("handlers", "report/x", "queue", admin())).as(cli.err()).isZero();
    assertThat(requests).containsExactly("PUT /api/v1/handlers/report%2Fx {\"model\":\"queue\"}");
    assertThat(cli.out()).contains("handled queue from now on, inline before");
  }

  @Test
  void handlersAsksForTheModelThatIsMissing() {
    assertThat(cli.run("handlers", "report", admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("inline, queue or per-task").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "handlers report bogus|handlers cannot run 'bogus': use inline, queue or per-task",
        "drain --time 50ms|--time (50ms) must be at least 100ms: raise it",
        "drain --time 2h|--time (2h) must be at most 1h: lower it",
        "status --admin=:17999|--admin (:17999) is not HOST:PORT: give it as 127.0.0.1:7480",
        "status --admin=gw|--admin (gw) is not HOST:PORT: give it as 127.0.0.1:7480"
      })
  void refusesWithTheRemedyOfTheCommandLine(String words, String sentence) {
    String at = words.contains("--admin") ? "" : " " + admin();
    assertThat(cli.run((words + at).split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).isEqualToIgnoringNewLines("heartwire: " + sentence);
    assertThat(requests).isEmpty();
  }

  @Test
  void groupsAreATableForPeople() {
    answers.put(
        "GET /api/v1/groups?limit=1000",
        "{\"items\":[{\"name\":\"cars\",\"version\":4,\"members\":3,\"acknowledged\":2,"
            + "\"intervalMs\":50000,\"staleAfterMs\":60000,\"timeoutMs\":150000,\"graceMs\":10000}],"
            + "\"total\":1,\"next\":null}");
    assertThat(cli.run("groups", admin())).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .contains("cars|4|3|2|50.0 s|60.0 s|2.5 m|10.0 s");
  }

  @Test
  void aGroupsDataIsDeclaredStale() {
    answers.put("POST /api/v1/groups/a%20b/stale", "{\"name\":\"a b\",\"version\":5}");
    assertThat(cli.run("groups", "a b", "stale", admin())).as(cli.err()).isZero();
    assertThat(cli.out()).contains("of group a b is of version 5");

    answers.put("PUT /api/v1/groups/cars/version", "{\"name\":\"cars\",\"version\":9}");
    assertThat(cli.run("groups", "cars", "9", admin())).as(cli.err()).isZero();
    assertThat(requests).last().isEqualTo("PUT /api/v1/groups/cars/version {\"version\":9}");
    assertThat(cli.run("groups", "cars", "fresh", admin())).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void clientsAreThoseOfAGroupOrATag() {
    answers.put(
        "GET /api/v1/clients?limit=100&group=cars&tag=floor%202",
        "{\"items\":[],\"total\":0,\"next\":null}");
    assertThat(cli.run("clients", "--tag", "floor 2", "--group", "cars", admin())).isZero();
    assertThat(cli.out()).contains("No such client");
  }

  @Test
  void stormIsATableForPeople() {
    answers.put(
        "GET /api/v1/storm",
        "{\"rate\":\"adaptive\",\"loginP99Ms\":1200,\"slots\":{\"outstanding\":7}}");
    assertThat(cli.run("storm", admin())).isZero();
    assertThat(cli.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly("rate|adaptive", "login p99|1.2 s", "slots outstanding|7");
  }

  @Test
  void admitSetsTheRateOfLogins() {
    answers.put("PUT /api/v1/storm", "{\"rate\":\"500\"}");
    assertThat(cli.run("admit", "500", admin())).as(cli.err()).isZero();
    assertThat(requests).containsExactly("PUT /api/v1/storm {\"rate\":\"500\"}");
    assertThat(cli.out()).contains("500");
  }

  @Test
  void admitSaysWhatItWouldUnderstand() {
    assertThat(cli.run("admit", "plenty", admin())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("plenty").contains("1 to 1000000").contains("adaptive or off");
    assertThat(requests).isEmpty();
  }

  @Test
  void disconnectsShowsReasonAndEvidence() {
    answers.put(
        "GET /api/v1/disconnects?limit=50",
        "{\"items\":[{\"clientId\":\"a\",\"reason\":\"SILENT\",\"silenceMs\":153200,"
            + "\"at\":\"1969-12-31T23:59:50Z\"}],\"total\":1,\"next\":null}");
    assertThat(cli.run("disconnects", admin())).isZero();
    assertThat(cli.out()).contains("SILENT").contains("2.6 m").contains("10.0 s");
  }

  private static final String HOSTILE = "x\\n\\u001b]0;owned\\u0007\\u202E\\u009b2J";
  private static final String UNFIT = "[\\u001b\\u0007\\u202E\\u009b]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "disconnects|/disconnects?limit=50|{'items':[{'clientId':'a','detail':'HOSTILE'}],'total':1}|2",
        "client a|/clients/a|{'clientId':'a','status':{'values':{'HOSTILE':'HOSTILE'}}}|2",
        "handlers|/handlers|{'items':[{'type':'HOSTILE'}],'total':1}|2",
      })
  void whatPeersWroteNeitherCommandsTheTerminalNorForgesARow(
      String command, String path, String answer, int rows) throws IOException {
    answers.put("GET /api/v1" + path, answer.replace('\'', '"').replace("HOSTILE", HOSTILE));
    String[] words = (command + " " + admin()).split(" ", -1);

    assertThat(cli.run(words)).as(cli.err()).isZero();

    assertThat(cli.out()).hasLineCount(rows).doesNotContainPattern(UNFIT).contains("owned");

    var json = new CliFixture();
    assertThat(json.run((command + " --json " + admin()).split(" ", -1))).isZero();
    assertThat(json.out()).doesNotContainPattern(UNFIT);
    assertThat(Console.JSON.readTree(json.out()).toString()).contains("\u202E");
  }

  @Test
  void aRefusalIsOneSentenceAndNoStackTrace() {
    assertThat(cli.run("client", "nobody", admin())).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).isEqualToIgnoringNewLines("heartwire: nothing here");
  }

  @Test
  void saysThatNoGatewayIsThere() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(cli.run("status", "--admin=127.0.0.1:" + free)).isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err()).contains("no gateway answers at").hasLineCount(1);
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void saysThatSomethingElseIsThere() {
    answers.put("GET /api/v1/status", "<html>");
    assertThat(cli.run("status", admin())).isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err()).contains("not JSON").hasLineCount(1);
  }
}
