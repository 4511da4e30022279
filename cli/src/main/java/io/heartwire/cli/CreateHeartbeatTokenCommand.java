package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a token for a client that reports by HTTP. */
@Command(
    name = "create",
    description = "Makes a token, and tells its secret: this once, so keep it.",
    mixinStandardHelpOptions = true)
final class CreateHeartbeatTokenCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "its name")
  private String id = "";

  @Option(
      names = "--client",
      paramLabel = "CLIENT",
      description = "the client that may report with it (default: as the token's name)")
  private String client = "";

  @Option(names = "--user", paramLabel = "USER", description = "for whom the client acts")
  private String user = "";

  @Option(names = "--group", paramLabel = "GROUP", description = "the client's group")
  private String group = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "refuse it after this: 2h, 90d (default: never)")
  private String lasts = "";

  CreateHeartbeatTokenCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("clientId", client.isEmpty() ? id : client);
    put(body, "user", user);
    put(body, "group", group);
    put(body, "lasts", lasts);
    return gateway.put("/heartbeat-tokens/" + AdminApi.segment(id), body);
  }

  private static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }

  @Override
  String words(JsonNode answer) {
    String clientId = JsonText.at(answer, "clientId");
    return "Token "
        + JsonText.at(answer, "id")
        + " for "
        + clientId
        + ", told this once: "
        + JsonText.at(answer, "secret")
        + System.lineSeparator()
        + "In cron: curl -fsS 'http://HOST:7408/v1/heartbeats/"
        + clientId
        + "?ttl=25h&token="
        + JsonText.at(answer, "secret")
        + "'";
  }
}
