package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard in a real Chromium: what it shows is what the interface says. */
@Tag("browser")
class DashboardTest {
  private static final String NASTY = "<img src=x onerror=alert(document.domain)>";
  private static final int ATTACHED = 18_000;
  private static final int OFFLINE = 82_000;
  private static final long MOST_BYTES = 200_000;

  private static Chromium chromium;
  private static AdminDoor door;
  private static RawClient client;
  private static RawClient nasty;
  private Tab tab;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    door =
        AdminDoor.with(
            "doctor.enabled", "true", "liveness.interval", "10m", "liveness.timeout", "1h");
    Crowd.into(door.gateway.gateway, ATTACHED, OFFLINE);
    client = door.gateway.login("meter:7/east");
    nasty = nastyClient();
    door.gateway.login("gone").close();
    TestGateway.await(
        "one to leave", () -> !door.get("/api/v1/status").json().path("disconnects").isEmpty());
  }

  /** A client id cannot be markup, by its letters; versions, users, tags and status texts can. */
  private static RawClient nastyClient() throws IOException {
    RawClient client = door.gateway.connect();
    Frame.Hello plain = Frame.Hello.of("nasty", "");
    client.send(
        new Frame.Hello(
            plain.protocolVersion(),
            plain.capabilities(),
            plain.clientId(),
            plain.user(),
            plain.credential(),
            NASTY,
            plain.wishedIntervalMs(),
            plain.resumeToken(),
            plain.lastDisconnect(),
            List.of(NASTY),
            plain.groupData()));
    client.receive(Frame.Welcome.class);
    Status status = Status.health(NASTY).withValues(Map.of("mood", NASTY, NASTY, "key"));
    client.send(new Frame.Ping(1, status, 0, Directives.NONE));
    client.receive(Frame.Pong.class);
    return client;
  }

  @AfterAll
  static void stop() {
    if (door != null) {
      client.close();
      nasty.close();
      door.close();
    }
    chromium.close();
  }

  @BeforeEach
  void openTab() {
    tab = chromium.tab();
    tab.fixture("/api/v1/incidents", resource("incidents.json"));
    tab.fixture("/api/v1/incidents/", resource("incident.json"));
  }

  @AfterEach
  void complainOfNothing() {
    List<String> errors = List.copyOf(tab.errors);
    tab.close();
    assertThat(errors).isEmpty();
  }

  private static String resource(String name) {
    try (InputStream in = DashboardTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(String hash) {
    tab.open(door.server.uri() + "/" + hash);
  }

  private static JsonNode api(String path) {
    return door.get(path).json();
  }

  private static String number(JsonNode value) {
    return String.format(Locale.ROOT, "%,d", value.asLong());
  }

  @Test
  void theFirstFiguresOfAHundredThousandClientsAreThereWithinASecondAndAreThoseOfTheInterface() {
    JsonNode status = api("/api/v1/status");
    assertThat(
            status.path("attached").asInt()
                + status.path("inGrace").asInt()
                + status.path("offline").asInt())
        .isGreaterThan(100_000);
    long bestMs = Long.MAX_VALUE;
    for (int i = 0; i < 5 && bestMs > 1_000; i++) {
      bestMs = Math.min(bestMs, millisUntilTheFirstFigures(status));
    }
    System.out.printf("first figures after %d ms%n", bestMs);
    assertThat(bestMs)
        .as("the best of five, as others use this machine")
        .isLessThanOrEqualTo(1_000);
    assertThat(tab.text("#in-grace")).isEqualTo(number(status.path("inGrace")));
    assertThat(tab.text("#offline")).isEqualTo(number(status.path("offline")));
    assertThat(tab.text("#suspects")).isEqualTo(number(status.path("suspects")));
    assertThat(tab.text("#breaker")).isEqualTo(status.at("/breaker/state").asText());
    assertThat(tab.text(".node")).isEqualTo(status.path("node").asText());
    assertThat(status.path("disconnects")).isNotEmpty();
    status
        .path("disconnects")
        .fields()
        .forEachRemaining(
            reason ->
                assertThat(tab.text("[data-count='" + reason.getKey() + "']"))
                    .isEqualTo(number(reason.getValue())));
  }

  /** From the navigation, with nothing in the browser's cache; by the clock of the page. */
  private long millisUntilTheFirstFigures(JsonNode status) {
    tab.forgetsEverything();
    tab.open("about:blank");
    open("");
    tab.see("#attached", number(status.path("attached")));
    return tab.eval("Math.round(performance.getEntriesByName('first-figures')[0].startTime)")
        .asLong();
  }

  @Test
  void theFirstPageIsSmall() {
    tab.forgetsEverything();
    open("");
    tab.seeContaining("#incidents", "slow-handler");
    System.out.printf(
        "first page: %d bytes in %d requests%n", tab.transferredBytes.get(), tab.requests.size());
    assertThat(tab.transferredBytes.get()).isBetween(10_000L, MOST_BYTES);
    assertThat(tab.requests).allMatch(url -> url.startsWith(door.server.uri().toString()));
  }

  @Test
  void theStatusGoesOnByItself() throws IOException {
    open("");
    long attached = api("/api/v1/status").path("attached").asLong();
    tab.see("#attached", String.format(Locale.ROOT, "%,d", attached));
    try (RawClient one = door.gateway.login("one-more")) {
      tab.see("#attached", String.format(Locale.ROOT, "%,d", attached + 1));
    }
    tab.see("#attached", String.format(Locale.ROOT, "%,d", attached));
    tab.see("#live", "live");
  }

  @Test
  void aDeepLinkShowsOneClientAsTheInterfaceDoes() {
    open("#/clients/meter%3A7%2Feast");
    tab.see("h1", "meter:7/east");
    tab.seeContaining("#now", "Epoch");
    JsonNode it = api("/api/v1/clients/meter%3A7%2Feast");
    assertThat(tab.text("#now"))
        .contains(
            it.path("epoch").asText(),
            it.path("sessionId").asText(),
            it.path("remoteAddress").asText(),
            it.path("group").asText());
    assertThat(tab.text("#policy")).contains("Timeout", "1 h", it.at("/policy/from").asText());
    assertThat(tab.text("main")).contains(it.path("state").asText());
    if (it.has("kernel")) {
      assertThat(tab.text("#kernel")).contains(it.at("/kernel/state").asText(), "Unread by us");
    }
    assertThat(tab.text("#transitions")).contains("online", it.at("/transitions/0/id").asText());
    assertThat(tab.text("#epochs")).contains("epoch " + it.path("epoch").asText() + ": online");
    open("#/clients/gone");
    tab.seeContaining("#last", "FIN");
    assertThat(tab.text("#last"))
        .contains(api("/api/v1/clients/gone").at("/lastDisconnect/decidedBy").asText());
  }

  @Test
  void whatClientsSayIsTextAndNeverMarkup() {
    for (String hash :
        List.of(
            "#/clients/nasty",
            "#/clients?id=nasty",
            "#/heatmap?by=version",
            "#/clients/%3Cimg%20src%3Dx%20onerror%3Dalert(document.domain)%3E")) {
      open(hash);
      tab.seeContaining("main", NASTY);
      assertNoMarkup();
    }
    open("#/clients/nasty");
    tab.seeContaining("#said", NASTY);
    open("#/incidents/last");
    tab.seeContaining("#victims", "<img src=x");
    assertNoMarkup();
    // The question for a client whose name is no name is answered with 400, which the browser logs.
    tab.errors.removeIf(error -> error.contains("status of 400") && error.contains("%3Cimg"));
  }

  private void assertNoMarkup() {
    assertThat(tab.eval("document.querySelectorAll('main img, main script').length").asInt())
        .isZero();
  }

  @Test
  void anIncidentShowsItsVerdictFirstAndAllThatTheInterfaceSays() throws IOException {
    JsonNode it = new ObjectMapper().readTree(resource("incident.json"));
    open("#/incidents/last");
    tab.see("#verdict .sentence", it.at("/diagnosis/verdict/sentence").asText());
    assertThat(tab.text("#confidence")).isEqualTo("92% sure");
    assertThat(tab.text("#verdict"))
        .contains(it.at("/diagnosis/verdict/command").asText())
        .contains(it.at("/diagnosis/verdict/against").asText())
        .contains(it.at("/diagnosis/verdict/advice").asText());
    for (JsonNode fact : it.at("/diagnosis/verdict/facts")) {
      assertThat(tab.text("#verdict")).contains(fact.asText());
    }
    for (JsonNode suspect : it.at("/diagnosis/suspects")) {
      assertThat(tab.text(".suspects"))
          .contains(suspect.path("suspect").asText(), suspect.path("why").asText());
    }
    assertThat(tab.text("#cohorts")).contains("source = 198.18.3.0/24", "305", "310", "3.2");
    assertThat(tab.text("#by-reason")).contains("SILENT", "300", "RESET", "12");
    assertThat(tab.text("#happenings")).contains("loop-blocked", "2 min 41 s", "report.upload");
    assertThat(tab.text("#unavailable")).contains("cpu-pressure");
    assertThat(tab.text("#victims")).contains("meter-0011", "2 KiB");
    Tab.await(
        "plots",
        10,
        () ->
            tab.eval(
                        "[...document.querySelectorAll('.plot canvas')].filter(c => c.height > 50 && globalThis.Chart && Chart.getChart(c)).length")
                    .asInt()
                == 4);
    int verdict =
        tab.eval("document.querySelector('#verdict').getBoundingClientRect().top").asInt();
    assertThat(verdict).isLessThan(300);
  }

  @Test
  void theHeatMapShowsThoseWhoAreConnected() {
    open("#/heatmap?by=listener");
    JsonNode map = api("/api/v1/heatmap?by=listener");
    assertThat(map.path("heard").asInt()).isEqualTo(2);
    tab.seeContaining(".hint", number(map.path("heard")) + " clients at");
    assertThat(tab.text("main .banner")).contains("18,000 more are attached");
    assertThat(tab.text(".heatmap .rows")).isEqualTo("tcp");
    assertThat(
            tab.eval(
                    "(c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].some(v => v > 60))(document.querySelector('canvas.heat'))")
                .asBoolean())
        .isTrue();
  }

  @Test
  void everyPageFitsAPhoneAndIsReachedByKeys() {
    tab.width(360, 740);
    List<String> titles =
        List.of(
            "Overview",
            "Clients by silence",
            "Clients",
            "Incidents",
            "Handlers",
            "Storm",
            "Sinks",
            "Nodes",
            "Audit");
    open("");
    tab.see("h1", "Overview");
    for (int i = 0; i < titles.size(); i++) {
      tab.press(Integer.toString(i + 1));
      tab.see("h1", titles.get(i));
      assertFits(titles.get(i));
    }
    for (String hash : List.of("#/incidents/last", "#/clients/meter%3A7%2Feast", "#/nowhere")) {
      open(hash);
      Tab.await(hash, 10, () -> !tab.text("main .card").isEmpty() || hash.equals("#/nowhere"));
      assertFits(hash);
    }
    tab.press("/");
    assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("find");
  }

  /** A busy machine comes to what follows a picture late; keys come first. */
  @Test
  void aKeyCountsFromTheFirstPictureOn() {
    tab.runsFirst(
        "const soon = setTimeout; requestAnimationFrame = () => 0;"
            + " setTimeout = (f, ms, ...more) => soon(f, 2000 + (ms || 0), ...more);");
    open("");
    tab.see("h1", "Overview");
    tab.press("2");
    tab.see("h1", "Clients by silence");
  }

  private void assertFits(String page) {
    assertThat(tab.eval("document.documentElement.scrollWidth").asInt())
        .as("width of " + page)
        .isLessThanOrEqualTo(360);
  }

  /** Twelve networks of 1,500 clients, the last of which was cut a while ago. */
  private static String eighteenThousand() throws IOException {
    var rows = new ArrayList<HeatMap.Row>();
    for (int network = 0; network < 12; network++) {
      int[] cells = new int[HeatMap.COLUMNS];
      boolean cut = network == 11;
      for (int column = 0; column < 7; column++) {
        cells[column] = cut ? 0 : 220 - 20 * column - network;
        cells[column + 9] = cut ? 40 * column + 90 : 0;
      }
      cells[12] += network == 4 ? 1 : 0;
      int clients = Arrays.stream(cells).sum();
      String name = "198.18." + (10 + network) + ".0/24";
      rows.add(
          new HeatMap.Row(
              name, false, clients, cut ? clients : 0, Arrays.stream(cells).boxed().toList()));
    }
    var longest = List.of(new HeatMap.Client("meter-4711", "SUSPECT", 118_400, 150_000, 78));
    int all = rows.stream().mapToInt(HeatMap.Row::clients).sum();
    var map = new HeatMap(Instant.parse("2026-11-27T02:03:03Z"), "source", all, all, rows, longest);
    return new String(Json.bytes(Json.mapper(), map), StandardCharsets.UTF_8);
  }

  @Test
  void drawsWhatTheDocumentationShows() throws IOException {
    tab.fixture("/api/v1/heatmap", eighteenThousand());
    tab.width(1_100, 780);
    tab.dark(true);
    List<String[]> pictures = new ArrayList<>();
    pictures.add(new String[] {"", "#incidents", "overview"});
    pictures.add(new String[] {"#/heatmap?by=source", ".heatmap", "heatmap"});
    pictures.add(new String[] {"#/incidents/last", "#verdict", "incident"});
    for (String[] picture : pictures) {
      open(picture[0]);
      Tab.await(picture[2], 10, () -> !tab.text(picture[1]).isEmpty());
      byte[] png = tab.screenshot();
      assertThat(png).hasSizeBetween(5_000, 250_000);
    }
  }
}
