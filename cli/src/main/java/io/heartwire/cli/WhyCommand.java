package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.IncidentJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says why many left at once. */
@Command(
    name = "why",
    description = {
      "Our server, a handler, the network, or the clients? Of the incident that is open, else of the"
          + " last one, else of this moment.",
      "With a FILE, which 'heartwire incidents last --json' wrote: of that one, without a gateway."
    },
    mixinStandardHelpOptions = true)
final class WhyCommand extends AdminCommand {
  private static final long MOST_BYTES = 64L << 20;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "a saved incident")
  private Optional<Path> file = Optional.empty();

  WhyCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return file.map(WhyCommand::judged).orElseGet(() -> gateway.get("/why"));
  }

  private static JsonNode judged(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CommandFailure(
            ExitCode.USAGE,
            file + " is larger than " + (MOST_BYTES >> 20) + " MB: that is no incident");
      }
      Incident incident = IncidentJson.read(Files.readString(file));
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.set("incident", IncidentJson.summary(incident));
      answer.put("open", incident.isOpen());
      answer.set("diagnosis", IncidentJson.tree(incident.diagnosis()));
      return answer;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " does not exist: give a saved incident");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": " + e.getMessage());
    }
  }

  @Override
  String words(JsonNode answer) {
    JsonNode incident = answer.path("incident");
    if (incident.isMissingNode()) {
      return "There is no incident. At this moment:\n" + DiagnosisText.of(answer.path("diagnosis"));
    }
    return IncidentsCommand.heading(incident) + "\n" + DiagnosisText.of(answer.path("diagnosis"));
  }
}
