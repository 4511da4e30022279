package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a message to one client. */
@Command(
    name = "send",
    description = {
      "Sends a message to a client, and waits until the client has acknowledged it.",
      "Without an acknowledgement within the deadline it is kept, until the client acknowledges it",
      "or it expires. Exit code 0 in both cases; --json tells them apart."
    },
    mixinStandardHelpOptions = true)
final class SendCommand extends AdminCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "the client's id")
  private String client = "";

  @Parameters(
      index = "1",
      paramLabel = "TYPE",
      description = "what kind of message it is, in your application's words")
  private String type = "";

  @Parameters(index = "2", paramLabel = "BODY", description = "its content, a text")
  private String body = "";

  @Option(
      names = "--id",
      paramLabel = "NAME",
      description = "names the message: sent again under the same name it is the same message")
  private @Nullable String id;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "how long to wait, such as 5s; 0s: not at all (default: messages.deadline)")
  private @Nullable Duration deadline;

  @Option(
      names = "--expiry",
      paramLabel = "TIME",
      description = "how long it is kept, such as 10m (default: messages.expiry)")
  private @Nullable Duration expiry;

  SendCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", type);
    message.put("body", body);
    if (id != null) {
      message.put("id", id);
    }
    if (deadline != null) {
      message.put("deadlineMs", deadline.toMillis());
    }
    if (expiry != null) {
      message.put("expiryMs", expiry.toMillis());
    }
    return gateway.post("/clients/" + AdminApi.segment(client) + "/messages", message);
  }

  private static String trouble(JsonNode answer) {
    return answer.has("detail") ? " " + JsonText.at(answer, "detail") + "." : "";
  }

  @Override
  String words(JsonNode answer) {
    String what = "Message " + JsonText.at(answer, "id");
    return JsonText.at(answer, "outcome").equals("acked")
        ? what + " was acknowledged by " + client + "."
        : what
            + " is kept for "
            + client
            + ", until it is acknowledged or expires."
            + trouble(answer);
  }
}
