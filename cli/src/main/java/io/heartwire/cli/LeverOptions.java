package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Of a lever that ends by itself: for whom, and for how long; and how one is ended. */
final class LeverOptions {
  @Option(names = "--group", paramLabel = "GROUP", description = "for the clients of this group")
  private String group = "";

  @Option(names = "--listener", paramLabel = "NAME", description = "for those of this listener")
  private String listener = "";

  @Option(names = "--client", paramLabel = "ID", description = "for this client (default: for all)")
  private String client = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "for how long, 1s to 24h (default: ${DEFAULT-VALUE})",
      defaultValue = "10m")
  private Duration time = Duration.ofMinutes(10);

  @Option(names = "--lift", paramLabel = "ID", description = "ends the one of this number")
  private String lift = "";

  /** Lifts one, makes one of {@code body}, or lists those in force. */
  JsonNode ask(AdminApi gateway, String path, DryRun dryRun, Optional<ObjectNode> body) {
    if (!lift.isEmpty()) {
      return gateway.delete(path + "/" + AdminApi.segment(lift));
    }
    if (body.isEmpty()) {
      return gateway.get(path);
    }
    ObjectNode wish = body.get();
    put(wish, "group", group);
    put(wish, "listener", listener);
    put(wish, "client", client);
    wish.put("timeMs", time.toMillis());
    return gateway.post(path + dryRun.query(), wish);
  }

  private static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }

  String words(JsonNode answer, String subject) {
    if (answer.has("items")) {
      var table = new Table("ID", "SCOPE", "MORE", "LEFT", "CLIENTS", "SUSPECTS", "BY");
      for (JsonNode lever : answer.path("items")) {
        table.row(
            JsonText.at(lever, "id"),
            JsonText.at(lever, "scope"),
            JsonText.duration(lever, "moreMs"),
            JsonText.duration(lever, "leftMs"),
            JsonText.at(lever, "clients"),
            JsonText.at(lever, "suspects"),
            JsonText.at(lever, "by"));
      }
      return answer.path("items").isEmpty() ? "None is in force." : table.toString();
    }
    String scope = JsonText.at(answer, "scope");
    if (!lift.isEmpty()) {
      return "Lifted: number " + lift + ", " + scope + ".";
    }
    boolean foretold = answer.path("dryRun").asBoolean();
    String what = answer.path("moreMs").asLong() > 0 ? "longer" : "held";
    return String.format(
        "%s %s %s %s for %s: %s clients, %s of them silent now.%s",
        subject,
        scope,
        foretold ? "would be" : "are",
        what,
        JsonText.duration(answer, "leftMs"),
        JsonText.at(answer, "clients"),
        JsonText.at(answer, "suspects"),
        foretold ? "" : " --lift " + JsonText.at(answer, "id") + " ends it.");
  }
}
