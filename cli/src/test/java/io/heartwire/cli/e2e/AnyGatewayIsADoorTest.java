package io.heartwire.cli.e2e;

import static io.heartwire.cli.e2e.ClusterLab.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways on one Redis: whichever is asked, the client of another one is reached. */
@Tag("redis")
@Tag("waits")
class AnyGatewayIsADoorTest {
  @TempDir Path dir;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private ClusterLab lab;
  private GatewayProcess a;
  private GatewayProcess b;

  @BeforeEach
  void start() throws IOException {
    lab = new ClusterLab(dir);
    a = lab.serve("gw-a");
    b = lab.serve("gw-b");
    awaitNodes(a, Map.of("gw-a", "live", "gw-b", "live"));
    awaitNodes(b, Map.of("gw-a", "live", "gw-b", "live"));
  }

  @AfterEach
  void endAll() {
    lab.close();
  }

  private HeartwireClient client(GatewayProcess gateway, String id) {
    return ClusterLab.online(
        HeartwireClient.builder("127.0.0.1:" + gateway.port())
            .onMessage(message -> heard.add(id + " " + message.body().toUtf8())),
        id);
  }

  private static String message(String body, Duration deadline) {
    return "{\"type\":\"news\",\"body\":\""
        + body
        + "\",\"deadlineMs\":"
        + deadline.toMillis()
        + "}";
  }

  private Map<String, String> nodes(GatewayProcess gateway) {
    JsonNode items = lab.ask(gateway, "GET", "/nodes", "").body().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .collect(Collectors.toMap(it -> it.path("node").asText(), it -> it.path("state").asText()));
  }

  private void awaitNodes(GatewayProcess gateway, Map<String, String> wanted) {
    Await.until(BOUND, () -> "" + nodes(gateway), () -> nodes(gateway).equals(wanted));
  }

  @Test
  void theClientOfAnotherGatewayIsToldShownAndLoggedOut() {
    try (HeartwireClient client = client(a, "dev-1");
        HeartwireClient other = client(b, "dev-2")) {
      ClusterLab.Answer sent =
          lab.ask(b, "POST", "/clients/dev-1/messages", message("hello", Duration.ofSeconds(20)));
      assertThat(sent.text("outcome")).as("" + sent).isEqualTo("acked");
      assertThat(heard).containsExactly("dev-1 hello");
      ClusterLab.Answer toAll =
          lab.ask(b, "POST", "/groups/default/messages", message("all", Duration.ofSeconds(20)));
      assertThat(toAll.body().path("acked").asInt()).as("" + toAll).isEqualTo(2);
      assertThat(heard).contains("dev-1 all", "dev-2 all").hasSize(3);

      JsonNode detail = lab.ask(b, "GET", "/clients/dev-1", "").body();
      assertThat(detail.path("state").asText()).as("" + detail).isEqualTo("ALIVE");
      assertThat(detail.path("node").asText()).isEqualTo("gw-a");
      assertThat(detail.path("kernel").path("state").asText()).isEqualTo("ESTABLISHED");
      JsonNode list = lab.ask(b, "GET", "/clients?limit=1", "").body();
      assertThat(list.path("items").path(0).path("clientId").asText()).isEqualTo("dev-1");
      assertThat(list.path("total").asInt()).isEqualTo(2);
      String next = list.path("next").asText();
      JsonNode rest = lab.ask(b, "GET", "/clients?limit=1&after=" + next, "").body();
      assertThat(rest.path("items").path(0).path("node").asText()).isEqualTo("gw-b");
      assertThat(rest.path("next").isNull()).as("" + rest).isTrue();

      ClusterLab.Answer kicked = lab.ask(b, "DELETE", "/clients/dev-1", "");
      assertThat(kicked.text("node")).as("" + kicked).isEqualTo("gw-a");
      Await.until(
          BOUND, () -> "" + client.state(), () -> client.state() instanceof ClientState.Closed);
      assertThat(other.state()).isInstanceOf(ClientState.Online.class);
      JsonNode audit = lab.ask(b, "GET", "/audit?action=kick", "").body();
      assertThat(audit.path("items").path(0).path("scope").asText())
          .as("" + audit)
          .isEqualTo("client dev-1 at gw-a");
    }
  }

  @Test
  void whatIsSetAtOneGatewayIsInForceAtAllAndAtThoseThatStartLater() {
    try (HeartwireClient client = client(a, "dev-1")) {
      ClusterLab.Answer hold =
          lab.ask(b, "POST", "/holds", "{\"timeMs\":600000,\"client\":\"dev-1\"}");
      assertThat(hold.status()).as("" + hold).isEqualTo(201);
      assertThat(done(hold)).isEqualTo(Map.of("gw-a", true, "gw-b", true));
      assertThat(hold.body().path("clients").asInt()).as("" + hold).isEqualTo(1);
      assertThat(holds(a)).containsExactly(hold.text("id"));
      ClusterLab.Answer check = lab.ask(b, "PUT", "/checks/client/dev-1", "{\"enabled\":false}");
      assertThat(done(check)).isEqualTo(Map.of("gw-a", true, "gw-b", true));
      Await.until(
          BOUND,
          () -> "" + client.state(),
          () -> lab.ask(b, "GET", "/clients/dev-1", "").text("state").equals("UNCHECKED"));
      ClusterLab.Answer model = lab.ask(b, "PUT", "/handlers/news", "{\"model\":\"per-task\"}");
      assertThat(done(model)).isEqualTo(Map.of("gw-a", true, "gw-b", true));
      assertThat("" + lab.ask(a, "GET", "/handlers", "").body()).contains("per-task");
      ClusterLab.Answer stale = lab.ask(b, "POST", "/groups/default/stale", "");
      assertThat(done(stale)).isEqualTo(Map.of("gw-a", true, "gw-b", true));
      assertThat(stale.body().path("members").asInt()).as("" + stale).isEqualTo(1);
      assertThat(lab.ask(a, "GET", "/clients/dev-1", "").body().at("/groupData/version").asInt())
          .isEqualTo(1);
      ClusterLab.Answer added =
          lab.ask(b, "PUT", "/targets/plc", "{\"address\":\"127.0.0.1:" + b.port() + "\"}");
      assertThat(added.status()).as("" + added).isEqualTo(201);
      Await.until(
          BOUND,
          () -> "" + lab.ask(a, "GET", "/targets/plc", ""),
          () -> lab.ask(a, "GET", "/targets/plc", "").body().path("observers").size() == 2);

      GatewayProcess c = lab.serve("gw-c");
      assertThat(holds(c)).as("at once").isEqualTo(holds(a)).hasSize(1);
      assertThat(lab.ask(c, "GET", "/checks/client/dev-1", "").body().path("enabled").asText())
          .isEqualTo("false");
      assertThat("" + lab.ask(c, "GET", "/handlers", "").body()).contains("per-task");
      assertThat(lab.ask(c, "GET", "/targets/plc", "").text("kind")).isEqualTo("added");
      assertThat(lab.ask(c, "GET", "/groups/default", "").body().at("/version").asInt())
          .isEqualTo(1);
      awaitNodes(c, Map.of("gw-a", "live", "gw-b", "live", "gw-c", "live"));
      ClusterLab.Answer lifted = lab.ask(c, "DELETE", "/holds/" + hold.text("id"), "");
      assertThat(lifted.status()).as("" + lifted).isEqualTo(200);
      assertThat(holds(a)).isEmpty();
      assertThat(holds(b)).isEmpty();
    }
  }

  private List<String> holds(GatewayProcess gateway) {
    JsonNode items = lab.ask(gateway, "GET", "/holds", "").body().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(it -> it.path("id").asText())
        .toList();
  }

  private static Map<String, Boolean> done(ClusterLab.Answer answer) {
    return StreamSupport.stream(answer.body().path("nodes").spliterator(), false)
        .collect(
            Collectors.toMap(it -> it.path("node").asText(), it -> it.path("done").asBoolean()));
  }

  @Test
  void aStoppedGatewayIsNamedAndDelaysOnlyItsOwnClients() {
    GatewayProcess c = lab.serve("gw-c");
    awaitNodes(c, Map.of("gw-a", "live", "gw-b", "live", "gw-c", "live"));
    try (HeartwireClient stuck = client(a, "dev-a");
        HeartwireClient unwanted = client(a, "dev-k");
        HeartwireClient well = client(b, "dev-b")) {
      a.process().freeze();
      CompletableFuture<ClusterLab.Answer> kick = lab.send(c, "DELETE", "/clients/dev-k", "");
      CompletableFuture<ClusterLab.Answer> late =
          lab.send(c, "POST", "/clients/dev-a/messages", message("late", Duration.ofSeconds(20)));
      ClusterLab.Answer prompt =
          lab.ask(c, "POST", "/clients/dev-b/messages", message("prompt", Duration.ofSeconds(20)));
      assertThat(prompt.text("outcome")).as("" + prompt).isEqualTo("acked");
      assertThat(late).as("the stopped one is still waited for").isNotDone();
      assertThat(nodes(c)).containsEntry("gw-a", "suspect").containsEntry("gw-b", "live");
      ClusterLab.Answer queued = late.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(queued.status()).isEqualTo(202);
      assertThat(queued.text("detail"))
          .as("" + queued)
          .contains("gateway gw-a did not answer within 5000 ms");
      ClusterLab.Answer unknown = kick.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(unknown.status()).as("" + unknown).isEqualTo(503);
      assertThat(unknown.text("detail"))
          .as("" + unknown)
          .contains("gateway gw-a did not answer within 5000 ms");
      assertThat(unwanted.state()).isInstanceOf(ClientState.Online.class);
      a.process().thaw();
      Await.until(BOUND, () -> "" + heard, () -> heard.contains("dev-a late"));
      Await.until(
          BOUND,
          () -> "what was asked of it is done when it goes on: " + unwanted.state(),
          () -> unwanted.state() instanceof ClientState.Closed);
      ClusterLab.Answer again =
          lab.ask(c, "POST", "/clients/dev-a/messages", message("again", Duration.ofSeconds(20)));
      assertThat(again.text("outcome")).as("" + again).isEqualTo("acked");
      assertThat(heard).containsExactlyInAnyOrder("dev-b prompt", "dev-a late", "dev-a again");
      assertThat(stuck.state()).isInstanceOf(ClientState.Online.class);
      assertThat(well.state()).isInstanceOf(ClientState.Online.class);
    }
  }
}
