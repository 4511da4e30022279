package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.session.Farewell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of clients that are not attached come from the engine, not from memory. */
class PresenceFilterTest {
  private static final String CLIENTS = "/api/v1/clients";

  private static List<String> ids(AdminDoor door, String query) {
    List<String> ids = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = door.get(CLIENTS + query + next).json();
      page.path("items").forEach(item -> ids.add(item.path("clientId").asText()));
      next = page.path("next").isNull() ? "" : "&after=" + page.path("next").asText();
    } while (!next.isEmpty());
    return ids;
  }

  @Test
  void whoIsInGraceAndWhoIsOfflineAreListedApart() throws IOException {
    try (AdminDoor door = AdminDoor.with("presence.grace", "30s")) {
      for (int i = 0; i < 5; i++) {
        door.gateway.login("lost-" + i).close();
        try (RawClient ignored = door.gateway.login("kicked-" + i)) {
          door.send("DELETE", CLIENTS + "/kicked-" + i, "");
        }
      }
      RawClient here = door.gateway.login("here");
      TestGateway.await(
          "their states",
          () ->
              door.gateway.gateway.engine().counts().inGrace() == 5
                  && door.gateway.gateway.engine().counts().offline() == 5);

      assertThat(ids(door, "?presence=in-grace&limit=2"))
          .containsExactly("lost-0", "lost-1", "lost-2", "lost-3", "lost-4");
      assertThat(ids(door, "?presence=offline&limit=5"))
          .containsExactly("kicked-0", "kicked-1", "kicked-2", "kicked-3", "kicked-4");
      assertThat(ids(door, "?presence=attached")).containsExactly("here");
      JsonNode page = door.get(CLIENTS + "?presence=in-grace&limit=2").json();
      assertThat(page.path("total").asInt()).isEqualTo(5);
      assertThat(page.path("items").get(0).path("state").asText()).isEqualTo("IN_GRACE");
      JsonNode one = door.get(CLIENTS + "?presence=offline&address=127.0.0.1&id=kicked-3").json();
      assertThat(one.path("total").asInt()).isEqualTo(1);
      assertThat(one.path("items").get(0).path("state").asText()).isEqualTo("OFFLINE");
      assertThat(door.get("/metrics").text()).contains("heartwire_offline 5.0");
      here.close();
    }
  }

  @Test
  void howAClientLeftIsKnownAlsoWhenItsDepartureIsInMemoryNoMore() throws IOException {
    try (AdminDoor door = AdminDoor.with("presence.grace", "30s")) {
      door.gateway.login("lost").close();
      try (RawClient ignored = door.gateway.login("kicked")) {
        assertThat(door.send("DELETE", CLIENTS + "/kicked", "").status()).isEqualTo(200);
      }
      TestGateway.await("it left", () -> door.gateway.gateway.engine().counts().inGrace() == 1);
      pushOut(door);

      JsonNode lost = door.get(CLIENTS + "/lost").json().path("lastDisconnect");
      assertThat(lost.path("reason").asText()).isEqualTo("FIN");
      assertThat(lost.path("decidedBy").asText()).isEqualTo("PEER");
      assertThat(lost.path("closeCode").asInt()).isPositive();
      assertThat(lost.path("clientId").asText()).isEqualTo("lost");
      assertThat(lost.has("number")).as("that is a departure in memory").isFalse();
      try (RawClient ignored = door.gateway.login("kicked")) {
        JsonNode back = door.get(CLIENTS + "/kicked").json();
        assertThat(back.path("state").asText()).isEqualTo("ALIVE");
        assertThat(back.at("/lastDisconnect/reason").asText()).isEqualTo("KICKED");
      }
    }
  }

  /** Others leave until nothing else is remembered. */
  private static void pushOut(AdminDoor door) throws IOException {
    var sessions = door.gateway.gateway.sessions();
    Disconnect kicked = Disconnect.of(DisconnectReason.KICKED, "");
    for (int i = 0; i < 1_000; i++) {
      try (RawClient ignored = door.gateway.login("other")) {
        sessions.dismiss(new ClientId("other"), kicked, Farewell.NONE);
      }
    }
    assertThat(door.get("/api/v1/disconnects?limit=1").json().path("total").asInt())
        .isEqualTo(1_000);
  }
}
