package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The audit log in a real Chromium. */
@Tag("browser")
class AuditPageTest {
  @Test
  void thePageShowsWhatTheInterfaceSaysAndFollowsIt() throws IOException {
    try (Chromium chromium = Chromium.start();
        AdminDoor door = AdminDoor.with()) {
      door.send("PUT", "/api/v1/storm", "{\"rate\": 500}");
      door.send("PUT", "/api/v1/checks/group/m%3Cb%3E", "{\"enabled\": false}");
      Tab tab = chromium.tab();
      tab.open(door.server.uri() + "/#/audit");
      tab.seeContaining("main", "500");
      assertThat(tab.text("main")).contains("admit", "check", "group m<b>", "127.0.0.1", "done");
      assertThat(tab.text("#kept")).isEqualTo("2 kept, 0 had to make room");
      door.send("PUT", "/api/v1/handlers/report?dryRun=true", "{\"model\": \"queue\"}");
      tab.seeContaining("main", "would be done");
      tab.open(door.server.uri() + "/#/audit?action=admit");
      tab.see("#kept", "1 kept, 0 had to make room");
      assertThat(tab.errors).isEmpty();
      tab.close();
    }
  }
}
