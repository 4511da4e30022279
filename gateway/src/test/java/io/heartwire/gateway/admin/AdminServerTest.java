package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.netty.Transport;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {
  private static AdminDoor door;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void open() {
    door = AdminDoor.with("node", "gw-test", "groups.vans.timeout", "200s");
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @AfterEach
  void clientsLeave() {
    clients.forEach(RawClient::close);
    TestGateway.await("all gone", () -> door.gateway.gateway.sessions().attached() == 0);
  }

  private RawClient login(String id) throws IOException {
    RawClient client = door.gateway.login(id);
    clients.add(client);
    return client;
  }

  @Test
  void statusSaysHowManyAreAttachedInGraceAndOffline() throws IOException {
    login("status-1");
    login("status-2");

    JsonNode status = door.get("/api/v1/status").json();

    assertThat(status.path("node").asText()).isEqualTo("gw-test");
    assertThat(status.path("transport").asText()).isEqualTo(Transport.best().word());
    assertThat(status.path("attached").asInt()).isEqualTo(2);
    assertThat(status.path("inGrace").isInt()).isTrue();
    assertThat(status.path("offline").isInt()).isTrue();
    assertThat(status.path("connections").asInt()).isEqualTo(2);
    assertThat(status.path("uptimeMs").asLong()).isNotNegative();
    assertThat(Instant.parse(status.path("startedAt").asText())).isBefore(Instant.MAX);
    assertThat(status.at("/breaker/state").asText()).isEqualTo("closed");
    assertThat(status.at("/breaker/mode").asText()).isEqualTo("hold");
    assertThat(status.at("/breaker/why").isMissingNode()).isTrue();
    assertThat(status.at("/listeners/tcp").asText()).startsWith("127.0.0.1:");
    assertThat(status.path("lastSweepMs").asLong()).isBetween(0L, 2_000L); // trap 22
    assertThat(status.at("/loops/0/stalls").isInt()).isTrue();
    assertThat(status.at("/warnings/0").asText()).contains("auth.mode is open");
  }

  @Test
  void listsClientsPageByPageInTheOrderOfTheirNames() throws IOException {
    for (String id : List.of("page-3", "page-1", "page-2", "other")) {
      login(id);
    }

    JsonNode first = door.get("/api/v1/clients?limit=2&id=page-").json();
    JsonNode second =
        door.get("/api/v1/clients?limit=2&id=page-&after=" + first.path("next").asText()).json();

    assertThat(first.path("total").asInt()).isEqualTo(3);
    assertThat(ids(first)).containsExactly("page-1", "page-2");
    assertThat(ids(second)).containsExactly("page-3");
    assertThat(second.has("next")).isTrue();
    assertThat(second.path("next").isNull()).isTrue();
    JsonNode client = first.at("/items/0");
    assertThat(client.path("state").asText()).isEqualTo("ALIVE");
    assertThat(client.path("silenceMs").asLong()).isBetween(0L, 5_000L);
    assertThat(client.path("intervalMs").asLong()).isEqualTo(50_000);
    assertThat(client.path("listener").asText()).isEqualTo("tcp");
    assertThat(client.path("group").asText()).isEqualTo("default");
    assertThat(client.path("remoteAddress").asText()).startsWith("127.0.0.1:");
  }

  @Test
  void filtersClients() throws IOException {
    login("filter-1");

    assertThat(ids(door.get("/api/v1/clients?group=default").json())).contains("filter-1");
    assertThat(ids(door.get("/api/v1/clients?group=vans").json())).isEmpty();
    assertThat(ids(door.get("/api/v1/clients?address=127.0.0.1").json())).contains("filter-1");
    assertThat(ids(door.get("/api/v1/clients?listener=mqtt").json())).isEmpty();
  }

  @Test
  void showsOneClientWithPolicyKernelAndStatus() throws IOException {
    RawClient client = login("tenant/one@x");
    client.send(
        new Frame.Ping(
            1,
            new Status(
                OptionalDouble.of(0.5),
                OptionalDouble.of(-70),
                OptionalDouble.empty(),
                "ok",
                Map.of("fw", "1.2")),
            0,
            Directives.NONE));
    client.receive(Frame.Pong.class);

    JsonNode view = door.get("/api/v1/clients/" + escaped("tenant/one@x")).json();

    assertThat(view.path("clientId").asText()).isEqualTo("tenant/one@x");
    assertThat(view.path("state").asText()).isEqualTo("ALIVE");
    assertThat(view.path("epoch").asLong()).isPositive();
    assertThat(view.path("sessionId").asText()).isNotEmpty();
    assertThat(view.at("/policy/timeoutMs").asLong()).isEqualTo(150_000);
    assertThat(view.at("/policy/frozenAfterMs").asLong()).isEqualTo(165_000);
    assertThat(view.at("/policy/from").asText()).isEqualTo("liveness");
    assertThat(view.at("/policy/checkFrom").asText()).isEqualTo("configuration");
    assertThat(view.at("/status/battery").asDouble()).isEqualTo(0.5);
    assertThat(view.at("/status/values/fw").asText()).isEqualTo("1.2");
    if (Transport.best() == Transport.EPOLL) {
      assertThat(view.at("/kernel/state").asText()).isEqualTo("ESTABLISHED");
    }
  }

  @Test
  void showsAClientThatHasLeftWithItsLastDisconnect() throws IOException {
    login("leaver").close();
    ClientId leaver = new ClientId("leaver");
    TestGateway.await(
        "it left",
        () ->
            door.gateway.gateway.engine().find(leaver).orElseThrow().state()
                == PresenceState.IN_GRACE);

    JsonNode view = door.get("/api/v1/clients/leaver").json();

    assertThat(view.path("state").asText()).isEqualTo("IN_GRACE");
    assertThat(view.at("/lastDisconnect/reason").asText()).isEqualTo("FIN");
    assertThat(view.at("/lastDisconnect/decidedBy").asText()).isEqualTo("PEER");
    assertThat(ids(door.get("/api/v1/clients?presence=in-grace&id=leaver").json()))
        .containsExactly("leaver");
    assertThat(ids(door.get("/api/v1/clients?presence=offline&id=leaver").json())).isEmpty();
  }

  @Test
  void logsAClientOutAndTellsItSo() throws IOException {
    RawClient client = login("kicked");

    AdminDoor.Answer answer = door.send("DELETE", "/api/v1/clients/kicked", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("reason").asText()).isEqualTo("KICKED");
    assertThat(client.receive(Frame.Goodbye.class).code().number()).isEqualTo(4302);
    assertThat(door.send("DELETE", "/api/v1/clients/kicked", "").status()).isEqualTo(404);
    JsonNode latest = door.get("/api/v1/disconnects?client=kicked&reason=kicked&since=1m").json();
    assertThat(latest.at("/items/0/decidedBy").asText()).isEqualTo("OPERATOR");
    assertThat(latest.at("/items/0/closeCode").asInt()).isEqualTo(4302);
  }

  @Test
  void listsDisconnectsLatestFirstPageByPage() throws IOException {
    for (int i = 0; i < 3; i++) {
      login("ring-" + i).send(Frame.Goodbye.of(CloseCode.GOODBYE, ""));
      TestGateway.await("left", () -> door.gateway.gateway.sessions().attached() == 0);
    }

    JsonNode first = door.get("/api/v1/disconnects?reason=goodbye,silent&limit=2").json();
    JsonNode second =
        door.get(
                "/api/v1/disconnects?reason=goodbye,silent&limit=2&after="
                    + first.path("next").asText())
            .json();

    assertThat(ids(first)).containsExactly("ring-2", "ring-1");
    assertThat(ids(second)).startsWith("ring-0");
    assertThat(
            door.get("/api/v1/disconnects?since=2100-01-01T00:00:00Z").json().path("total").asInt())
        .isZero();
  }

  @Test
  void turnsTheCheckOffAndOnAndLeavesItToTheConfigurationAgain() throws IOException {
    login("checked");

    AdminDoor.Answer off = door.send("PUT", "/api/v1/checks/client/checked", "{\"enabled\":false}");

    assertThat(off.json().path("enabled").asBoolean(true)).isFalse();
    TestGateway.await(
        "the policy changes",
        () -> !door.get("/api/v1/clients/checked").json().at("/policy/check").asBoolean());
    assertThat(door.get("/api/v1/clients/checked").json().path("state").asText())
        .isEqualTo("UNCHECKED");
    assertThat(door.get("/api/v1/clients/checked").json().at("/policy/checkFrom").asText())
        .isEqualTo("set while running");
    JsonNode list = door.get("/api/v1/checks").json();
    assertThat(list.at("/items/0/scope").asText()).isEqualTo("client");
    assertThat(list.path("total").asInt()).isEqualTo(1);

    door.send("PUT", "/api/v1/checks/client/checked", "{\"enabled\":null}");

    TestGateway.await(
        "the policy changes back",
        () -> door.get("/api/v1/clients/checked").json().at("/policy/check").asBoolean());
    assertThat(door.get("/api/v1/checks").json().path("total").asInt()).isZero();
  }

  @Test
  void saysWhatCheckIsInForceAndWhoSaysSo() throws IOException {
    login("judged");

    assertThat(check("client/judged")).isEqualTo("true: configuration");
    assertThat(check("client/absent"))
        .isEqualTo(": its group and its listener, once it is attached");
    door.send("PUT", "/api/v1/checks/listener/tcp", "{\"enabled\":false}");
    assertThat(check("group/vans")).isEqualTo("false: listener tcp, set while running");
    door.send("PUT", "/api/v1/checks/group/default", "{\"enabled\":true}");
    assertThat(check("client/judged")).isEqualTo("true: group default, set while running");
    assertThat(check("listener/tcp")).isEqualTo("false: listener tcp, set while running");

    door.send("PUT", "/api/v1/checks/listener/tcp", "{\"enabled\":null}");
    door.send("PUT", "/api/v1/checks/group/default", "{\"enabled\":null}");
    assertThat(check("listener/tcp")).isEqualTo("true: configuration");
  }

  private static String check(String target) {
    JsonNode check = door.get("/api/v1/checks/" + target).json();
    return check.path("enabled").asText() + ": " + check.path("from").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PUT | /api/v1/checks/client/x | {"enabled":1} | 400 | send {"enabled": true}
          PUT | /api/v1/checks/client/x | {} | 400 | send {"enabled": true}
          PUT | /api/v1/checks/client/x | nonsense | 400 | the body is not JSON
          PUT | /api/v1/checks/listener/udp | {"enabled":true} | 404 | there is no listener udp: use one of tcp
          PUT | /api/v1/checks/node/x | {"enabled":true} | 404 | a listener, a group or a client
          GET | /api/v1/clients?after=!! | '' | 400 | after (!!) is not the 'next' of this list
          GET | /api/v1/clients?after=ZDEy | '' | 400 | after (ZDEy) is not the 'next' of this list
          GET | /api/v1/disconnects?after=ZHg | '' | 400 | is not the 'next' of this list
          GET | /api/v1/clients?limit=0 | '' | 400 | limit (0) must be 1 to 1000
          GET | /api/v1/clients?limit=1001 | '' | 400 | limit (1001) must be 1 to 1000
          GET | /api/v1/clients?limit=ten | '' | 400 | limit (ten) must be 1 to 1000
          GET | /api/v1/clients?limit=1&limit=2 | '' | 400 | parameter 'limit' is given 2 times
          GET | /api/v1/clients?grup=x | '' | 400 | parameter 'grup' is not known here: use limit
          GET | /api/v1/status?x=1 | '' | 400 | parameter 'x' is not known here: leave it out, there are none
          GET | /api/v1/clients?presence=dead | '' | 400 | presence (dead) must be attached, in-grace or offline
          GET | /api/v1/disconnects?since=soon | '' | 400 | since (soon) is neither 10m nor 2026-01-31T12:00:00Z
          GET | /api/v1/disconnects?reason=bored | '' | 400 | reason (bored) is not one of [SILENT
          GET | /api/v1/clients/nobody | '' | 404 | client nobody was never here: check its spelling
          GET | /api/v1/clients/a%20b | '' | 400 | client id has the character U+0020 at position 1
          DELETE | /api/v1/clients/nobody | '' | 404 | client nobody is not attached: there is nothing to end
          GET | /api/v1/nothing | '' | 404 | there is nothing at /api/v1/nothing
          GET | /api | '' | 404 | there is nothing at /api
          POST | /api/v1/status | x | 405 | this is not done to /api/v1/status
          DELETE | /api/v1/clients | '' | 405 | this is not done to /api/v1/clients
          """)
  void refusesWithAProblemThatCarriesValuesAndARemedy(
      String method, String path, String body, int status, String detail) {
    AdminDoor.Answer answer = door.send(method, path, body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("title").asText()).isNotEmpty();
    assertThat(answer.json().path("detail").asText()).contains(detail);
  }

  @Test
  void refusesAParameterThatCannotBeDecodedRatherThanListingEverybody() throws IOException {
    login("everybody");

    String answer = door.raw(request("GET /api/v1/clients?id=%zz"));

    assertThat(answer).startsWith("HTTP/1.1 400").contains("write %25").doesNotContain("everybody");
  }

  @Test
  void saysWhatMayBeDoneWhereAMethodIsNotAllowed() throws IOException {
    assertThat(door.raw(request("POST /api/v1/checks/client/x")))
        .startsWith("HTTP/1.1 405")
        .containsPattern("(?i)\r\nallow: (GET, PUT|PUT, GET)\r\n");
    assertThat(door.raw(request("DELETE /api/v1/status")))
        .containsPattern("(?i)\r\nallow: GET\r\n");
  }

  private static String request(String line) {
    return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  @Test
  void leavesOutARoundTripThatNobodyMeasured() throws IOException {
    login("unmeasured");

    JsonNode view = door.get("/api/v1/clients/unmeasured").json();

    assertThat(view.path("state").asText()).isEqualTo("ALIVE");
    assertThat(view.has("rttMs")).isFalse();
  }

  @Test
  void exposesEveryMetricAsPrometheusAndAsOpenMetrics() throws IOException {
    RawClient client = login("metered");
    client.send(new Frame.Ping(1));
    client.receive(Frame.Pong.class);
    TestGateway.await(
        "the loop published its counters",
        () -> value(door.get("/metrics").text(), "heartwire_heartbeats_total") >= 1);

    AdminDoor.Answer plain = door.get("/metrics");
    AdminDoor.Answer open = door.get("/metrics", "Accept", "application/openmetrics-text");

    assertThat(plain.type()).startsWith("text/plain");
    assertThat(open.type()).startsWith("application/openmetrics-text");
    assertThat(open.text()).endsWith("# EOF\n");
    assertThat(plain.text()).contains("jvm_memory_used_bytes");
    for (PrometheusMetric metric : PrometheusMetric.all()) {
      if (metric.label().equals("sink")) {
        continue; // There is none here; SinksResourceTest looks at them.
      }
      assertThat(plain.text()).contains("\n" + metric.prometheusName());
      assertThat(open.text()).contains("\n" + metric.prometheusName());
    }
    assertThat(value(plain.text(), "heartwire_attached")).isEqualTo(1);
    assertThat(value(plain.text(), "heartwire_logins_total")).isPositive();
    assertThat(plain.text()).contains("heartwire_disconnects_total{reason=\"SILENT\"} 0.0");
    assertThat(plain.text()).contains("heartwire_refused_total{code=\"4004\"}");
  }

  @Test
  void countsStrangersByTheirCloseCode() throws IOException {
    double before = value(door.get("/metrics").text(), "heartwire_refused_total{code=\"4404\"}");

    try (RawClient stranger = door.gateway.connect()) {
      stranger.send(new Frame.Ping(1));
      stranger.untilClosed();
    }
    TestGateway.await("counted", () -> door.gateway.count(DisconnectReason.NOT_LOGGED_IN) > 0);

    assertThat(value(door.get("/metrics").text(), "heartwire_refused_total{code=\"4404\"}"))
        .isEqualTo(before + 1);
  }

  private static List<String> ids(JsonNode listing) {
    var ids = new ArrayList<String>();
    listing.path("items").forEach(item -> ids.add(item.path("clientId").asText()));
    return ids;
  }

  private static double value(String scrape, String name) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static String escaped(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }
}
