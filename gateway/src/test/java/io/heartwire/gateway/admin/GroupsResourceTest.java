package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsResourceTest {
  private AdminDoor door;

  @BeforeEach
  void open() {
    door = AdminDoor.with("groups.vans.interval", "20s", "groups.vans.grace", "3s");
  }

  @AfterEach
  void close() {
    door.close();
  }

  private RawClient login(String id, String... tags) throws IOException {
    RawClient client = door.gateway.connect();
    client.send(
        new Frame.Hello(
            1,
            0,
            id,
            "",
            "",
            "",
            0,
            Bytes.EMPTY,
            Optional.empty(),
            List.of(tags),
            GroupVersion.NONE));
    client.receive(Frame.Welcome.class);
    return client;
  }

  private static void acknowledge(RawClient client, long version) throws IOException {
    client.send(new Frame.Ping(1, Status.NONE, 0, Directives.NONE, version));
    client.receive(Frame.Pong.class);
  }

  private JsonNode group(String name) {
    return door.get("/api/v1/groups/" + name).json();
  }

  @Test
  void showsWhoHasAcknowledgedTheVersion() throws IOException {
    try (RawClient first = login("dev-1");
        RawClient second = login("dev-2")) {
      assertThat(group("default").path("version").asLong()).isZero();
      assertThat(group("default").path("acknowledged").asLong()).isEqualTo(2);
      AdminDoor.Answer answer = door.send("POST", "/api/v1/groups/default/stale", "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("version").asLong()).isEqualTo(1);
      assertThat(answer.json().path("acknowledged").asLong()).isZero();
      acknowledge(first, 1);
      acknowledge(second, 0);
      JsonNode view = group("default");
      assertThat(view.path("members").asLong()).isEqualTo(2);
      assertThat(view.path("acknowledged").asLong()).isEqualTo(1);
      assertThat(view.path("changed").asText()).isNotEmpty();
      JsonNode client = door.get("/api/v1/clients/dev-2").json();
      assertThat(client.at("/groupData/version").asLong()).isEqualTo(1);
      assertThat(client.at("/groupData/named").asLong()).isZero();
      assertThat(client.at("/groupData/stale").asBoolean()).isTrue();
      assertThat(door.get("/metrics").text()).contains("heartwire_group_stale_told_total 1.0");
    }
  }

  @Test
  void setsTheVersionThatSomebodyElseCounts() {
    String path = "/api/v1/groups/a%2Fb/version";
    assertThat(door.send("PUT", path, "{\"version\":700}").status()).isEqualTo(200);
    assertThat(door.send("PUT", path, "{\"version\":700}").status()).as("again").isEqualTo(200);
    AdminDoor.Answer older = door.send("PUT", path, "{\"version\":699}");
    assertThat(older.status()).isEqualTo(409);
    assertThat(older.json().path("detail").asText()).contains("700", "699");
    assertThat(group("a%2Fb").path("version").asLong()).isEqualTo(700);
  }

  @Test
  void listsGroupsWithSettingsMembersOrAVersion() throws IOException {
    door.send("POST", "/api/v1/groups/cars/stale", "");
    try (RawClient client = login("dev-1")) {
      JsonNode first = door.get("/api/v1/groups?limit=2").json();
      assertThat(first.path("items").findValuesAsText("name")).containsExactly("cars", "default");
      assertThat(first.path("total").asInt()).isEqualTo(3);
      JsonNode second =
          door.get("/api/v1/groups?limit=2&after=" + first.path("next").asText()).json();
      assertThat(second.path("items").findValuesAsText("name")).containsExactly("vans");
      assertThat(second.at("/items/0/intervalMs").asLong()).isEqualTo(20_000);
      assertThat(second.at("/items/0/graceMs").asLong()).isEqualTo(3_000);
      assertThat(client.socket.isClosed()).isFalse();
    }
  }

  @Test
  void findsClientsByTheirTags() throws IOException {
    RawClient first = login("dev-1", "lab", "floor-2");
    RawClient second = login("dev-2", "floor-3");
    try (first;
        second) {
      JsonNode found = door.get("/api/v1/clients?tag=floor-2").json();
      assertThat(found.path("items").findValuesAsText("clientId")).containsExactly("dev-1");
      assertThat(found.at("/items/0/tags/0").asText()).isEqualTo("floor-2");
      assertThat(door.get("/api/v1/clients/dev-2").json().at("/tags/0").asText())
          .isEqualTo("floor-3");
      assertThat(door.get("/api/v1/clients?tag=floor").json().path("items")).isEmpty();
    }
    AdminDoor.Answer offline = door.get("/api/v1/clients?presence=offline&tag=floor-3");
    assertThat(offline.status()).isEqualTo(400);
    assertThat(offline.text()).contains("leave out presence, or tag");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"version\":0}",
        "{\"version\":-1}",
        "{\"version\":1.5}",
        "{\"version\":9007199254740992}",
        "{\"version\":99999999999999999999}",
        "{\"version\":\"5\"}",
        "{\"version\":5,\"x\":1}"
      })
  void refusesWhatIsNoVersion(String body) {
    AdminDoor.Answer answer = door.send("PUT", "/api/v1/groups/cars/version", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains("{\"version\": 8}");
    assertThat(door.get("/api/v1/groups/cars").status()).isEqualTo(404);
  }

  @Test
  void refusesANameThatIsTooLong() {
    String path = "/api/v1/groups/" + "x".repeat(257) + "/stale";
    assertThat(door.send("POST", path, "").status()).isEqualTo(400);
  }
}
