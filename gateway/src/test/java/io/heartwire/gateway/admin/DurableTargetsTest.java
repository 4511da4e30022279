package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that were added survive a gateway, whatever ends it. */
class DurableTargetsTest {
  private static final String PATH = "/api/v1/targets/";

  @TempDir private Path dir;

  private AdminDoor open(String file, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "presence.file";
    all[1] = dir.resolve(file).toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return AdminDoor.with(all);
  }

  private static void add(AdminDoor door, String name, String address) {
    String body =
        "{\"address\":\"" + address + "\",\"interval\":\"1h\",\"retries\":3,\"credential\":\"c\"}";
    assertThat(door.send("PUT", PATH + name, body).status()).isBetween(200, 201);
  }

  private static JsonNode target(AdminDoor door, String name) {
    return door.get(PATH + name).json();
  }

  @Test
  void areBackAfterARestartAndThoseRemovedAreNot() {
    try (AdminDoor door = open("a.db")) {
      add(door, "changed", "127.0.0.1:1");
      add(door, "changed", "127.0.0.1:2");
      add(door, "removed", "127.0.0.1:3");
      assertThat(door.send("DELETE", PATH + "removed", "").status()).isEqualTo(200);
    }
    try (AdminDoor door = open("a.db")) {
      assertThat(target(door, "changed").path("where").asText()).isEqualTo("127.0.0.1:2");
      assertThat(target(door, "changed").path("kind").asText()).isEqualTo("added");
      assertThat(door.get(PATH + "removed").status()).isEqualTo(404);
      assertThat(door.gateway.gateway.targets().find("changed").orElseThrow().target().config())
          .satisfies(
              config -> {
                assertThat(config.retries()).isEqualTo(3);
                assertThat(config.credential()).isEqualTo("c");
              });
    }
  }

  /** What is in the files at the answer is all that a killed process leaves. */
  @Test
  void areBackAfterAKill() throws IOException {
    try (AdminDoor door = open("b.db")) {
      add(door, "kept", "127.0.0.1:1");
      add(door, "gone", "127.0.0.1:2");
      assertThat(door.send("DELETE", PATH + "gone", "").status()).isEqualTo(200);
      for (String end : List.of("", "-wal")) {
        Files.copy(dir.resolve("b.db" + end), dir.resolve("killed.db" + end));
      }
    }
    try (AdminDoor door = open("killed.db")) {
      assertThat(target(door, "kept").path("where").asText()).isEqualTo("127.0.0.1:1");
      assertThat(door.get(PATH + "gone").status()).isEqualTo(404);
    }
  }

  @Test
  void theConfigurationWinsAndTheAddedOneCanBeForgotten() {
    try (AdminDoor door = open("c.db")) {
      add(door, "twice", "127.0.0.1:1");
    }
    try (AdminDoor door = open("c.db", "targets.twice.address", "127.0.0.1:9")) {
      assertThat(target(door, "twice").path("kind").asText()).isEqualTo("configured");
      assertThat(target(door, "twice").path("where").asText()).isEqualTo("127.0.0.1:9");
      assertThat(door.send("PUT", PATH + "twice", "{\"address\":\"127.0.0.1:1\"}").text())
          .contains("target twice is configured: change the configuration");
    }
    try (AdminDoor door = open("c.db")) {
      assertThat(target(door, "twice").path("kind").asText()).isEqualTo("added");
    }
    try (AdminDoor door = open("c.db", "targets.twice.address", "127.0.0.1:9")) {
      assertThat(door.send("DELETE", PATH + "twice", "").status()).isEqualTo(200);
      assertThat(target(door, "twice").path("kind").asText()).isEqualTo("configured");
    }
    try (AdminDoor door = open("c.db")) {
      assertThat(door.get(PATH + "twice").status()).isEqualTo(404);
    }
  }
}
