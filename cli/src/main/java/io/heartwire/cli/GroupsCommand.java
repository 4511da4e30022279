package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What groups are held to, and which version their data is of; declares it stale. */
@Command(
    name = "groups",
    description = {
      "Groups of clients: what they are held to, which version their data is of, and how many of"
          + " their members have said that they have it.",
      "With NAME, that group. With NAME stale, the data that its members have is stale from now on:"
          + " each is told with its next heartbeat, until it says that it has dropped it. A number in"
          + " the place of stale sets that version."
    },
    mixinStandardHelpOptions = true)
final class GroupsCommand extends AdminCommand {
  private static final int SHOWN = 10_000;
  private static final String STALE = "stale";

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "a group")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "stale|VERSION",
      description = "one version more, or this one")
  private String version = "";

  GroupsCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    if (name.isEmpty()) {
      return gateway.list("/groups", SHOWN, "");
    }
    String path = "/groups/" + AdminApi.segment(name);
    if (version.isEmpty()) {
      return gateway.get(path);
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (version.equals(STALE)) {
      return gateway.post(path + "/stale", json.objectNode());
    }
    if (!version.matches("[0-9]{1,16}")) {
      throw new CommandFailure(
          ExitCode.USAGE, "'" + version + "' is no version: use stale, or a number");
    }
    return gateway.put(
        path + "/version", json.objectNode().put("version", Long.parseLong(version)));
  }

  @Override
  String words(JsonNode answer) {
    if (name.isEmpty()) {
      return table(answer);
    }
    if (version.isEmpty()) {
      return JsonText.describe(answer);
    }
    return "The data of group "
        + JsonText.at(answer, "name")
        + " is of version "
        + JsonText.at(answer, "version")
        + " now. Its "
        + JsonText.at(answer, "members")
        + " members are told with their next heartbeat; 'heartwire groups "
        + name
        + "' shows how many have acknowledged it.";
  }

  private static String table(JsonNode answer) {
    if (answer.path("items").isEmpty()) {
      return "There are no groups: nobody is attached, and none is configured.";
    }
    var table =
        new Table(
            "GROUP",
            "VERSION",
            "MEMBERS",
            "ACKNOWLEDGED",
            "INTERVAL",
            "STALE AFTER",
            "TIMEOUT",
            "GRACE");
    for (JsonNode group : answer.path("items")) {
      table.row(
          JsonText.at(group, "name"),
          JsonText.at(group, "version"),
          JsonText.at(group, "members"),
          JsonText.at(group, "acknowledged"),
          JsonText.duration(group, "intervalMs"),
          JsonText.duration(group, "staleAfterMs"),
          JsonText.duration(group, "timeoutMs"),
          JsonText.duration(group, "graceMs"));
    }
    return table.toString();
  }
}
