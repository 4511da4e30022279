package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeartbeatTokensResourceTest {
  private static final String PATH = "/api/v1/heartbeat-tokens";
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door = AdminDoor.with();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static AdminDoor.Answer put(String id, String body) {
    return door.send("PUT", PATH + "/" + id, body);
  }

  @Test
  void makesOneAndTellsItsSecretOnceAndRevokesIt() {
    AdminDoor.Answer made =
        put("nightly", "{\"clientId\":\"backup\",\"group\":\"jobs\",\"lasts\":\"90d\"}");

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String secret = made.json().path("secret").asText();
    assertThat(secret).startsWith("hwt_");
    JsonNode listed = door.get(PATH).json().path("items").get(0);
    assertThat(listed.path("id").asText()).isEqualTo("nightly");
    assertThat(listed.path("clientId").asText()).isEqualTo("backup");
    assertThat(listed.path("group").asText()).isEqualTo("jobs");
    assertThat(listed.path("expiresAt").asText()).isEqualTo(made.json().path("expiresAt").asText());
    assertThat(door.get(PATH).text()).doesNotContain(secret).doesNotContain("hash");
    assertThat(put("nightly", "{\"clientId\":\"backup\"}").status()).isEqualTo(409);

    assertThat(door.send("DELETE", PATH + "/nightly", "").status()).isEqualTo(200);
    assertThat(door.get(PATH).json().path("total").asInt()).isZero();
    assertThat(door.send("DELETE", PATH + "/nightly", "").status()).isEqualTo(404);
  }

  @Test
  void aPageEndsWhereTheNextOneBegins() {
    put("page-1", "{\"clientId\":\"a\"}");
    put("page-2", "{\"clientId\":\"a\"}");

    JsonNode first = door.get(PATH + "?limit=1").json();
    JsonNode second = door.get(PATH + "?limit=1&after=" + first.path("next").asText()).json();

    assertThat(first.at("/items/0/id").asText()).isEqualTo("page-1");
    assertThat(second.at("/items/0/id").asText()).isEqualTo("page-2");
    assertThat(second.path("next").isNull()).isTrue();
    door.send("DELETE", PATH + "/page-1", "");
    door.send("DELETE", PATH + "/page-2", "");
  }

  @Test
  void whatIsNoTokenIsRefused() {
    assertThat(put("a%20b", "{\"clientId\":\"x\"}").text()).contains("A-Z a-z 0-9 . _ -");
    assertThat(put("t", "{}").text()).contains("client id has 0 characters");
    assertThat(put("t", "{\"clientId\":\"x\",\"ttl\":\"1s\"}").text())
        .contains("'ttl' is not known");
    assertThat(put("t", "{\"clientId\":\"x\",\"lasts\":\"soon\"}").text()).contains("'soon'");
    assertThat(put("t", "{\"clientId\":\"x\",\"lasts\":\"0s\"}").status()).isEqualTo(400);
    assertThat(put("t", "{\"clientId\":\"x\",\"user\":7}").status()).isEqualTo(400);
    assertThat(put("t", "{\"clientId\":\"x\",\"group\":\"" + "g".repeat(300) + "\"}").status())
        .isEqualTo(400);
    assertThat(door.get(PATH).json().path("total").asInt()).isZero();
  }

  @Test
  void figuresOfLeasesAreMetrics() {
    assertThat(door.get("/metrics").text())
        .contains("heartwire_leases ", "heartwire_heartbeat_tokens ")
        .contains("heartwire_lease_heartbeats_total{result=\"malformed\"}")
        .contains("heartwire_lease_rechecks_total ");
  }
}
