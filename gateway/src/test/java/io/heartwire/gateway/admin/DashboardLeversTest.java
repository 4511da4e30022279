package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Levers of the dashboard in a real browser: each says what would happen before it is pulled. */
@Tag("browser")
class DashboardLeversTest {
  private static Chromium chromium;
  private static AdminDoor door;
  private Tab tab;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
    door = AdminDoor.with("liveness.interval", "10m", "liveness.timeout", "1h");
  }

  @AfterAll
  static void stop() {
    if (door != null) {
      door.close();
    }
    chromium.close();
  }

  @BeforeEach
  void openTab() {
    tab = chromium.tab();
  }

  @AfterEach
  void complainOfNothing() {
    List<String> errors = List.copyOf(tab.errors);
    tab.close();
    assertThat(errors).isEmpty();
  }

  private void open(String hash) {
    tab.open(door.server.uri() + "/" + hash);
  }

  private static JsonNode api(String path) {
    return door.get(path).json();
  }

  @Test
  void aLeverSaysWhatWillHappenAndDoesNothingBeforeItIsPulled() throws IOException {
    try (RawClient victim = door.gateway.login("victim")) {
      open("#/clients/victim");
      tab.seeContaining("#kick", "Log out");
      tab.click("#kick");
      tab.seeContaining("dialog", "DELETE /api/v1/clients/victim");
      assertThat(tab.text("dialog")).contains("Nothing has happened yet", "KICKED");
      tab.click("dialog .buttons button");
      Tab.await("the dialog to go", 10, () -> tab.text("dialog").isEmpty());
      assertThat(api("/api/v1/clients/victim").path("state").asText()).isNotEqualTo("OFFLINE");

      tab.click("#kick");
      tab.seeContaining("dialog", "DELETE");
      tab.click("dialog .do");
      tab.seeContaining("main", "OFFLINE");
      assertThat(api("/api/v1/clients/victim").at("/lastDisconnect/reason").asText())
          .isEqualTo("KICKED");
    }
  }

  @Test
  void aHoldIsForetoldPulledShownAndEnded() {
    open("#/storm");
    tab.seeContaining("#timed", "None is in force.");
    tab.click("#hold");
    tab.seeContaining("dialog", "No verdict of silence and no offline event for");
    assertThat(tab.text("dialog")).contains("POST /api/v1/holds {\"timeMs\":600000}");
    assertThat(api("/api/v1/holds").path("total").asInt()).isZero();
    tab.click("dialog .do");
    tab.seeContaining("#timed tbody", "hold");
    assertThat(api("/api/v1/holds").path("total").asInt()).isEqualTo(1);

    tab.click("#timed tbody .lever button");
    tab.seeContaining("dialog", "DELETE /api/v1/holds/");
    tab.click("dialog .do");
    tab.seeContaining("#timed", "None is in force.");
    assertThat(api("/api/v1/holds").path("total").asInt()).isZero();
  }
}
