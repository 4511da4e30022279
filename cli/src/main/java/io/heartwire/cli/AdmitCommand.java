package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.gateway.config.LoginRate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the rate of logins while the gateway runs. */
@Command(
    name = "admit",
    description = {
      "Lets in so many logins a second from now on, until the gateway is restarted.",
      "adaptive: as many as are answered in time. off: as many as come."
    },
    mixinStandardHelpOptions = true)
final class AdmitCommand extends AdminCommand {
  @Parameters(paramLabel = "RATE|adaptive|off", description = "logins a second")
  private String rate = "";

  @Mixin private DryRun dryRun = new DryRun();

  AdmitCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.put(
        "/storm" + dryRun.query(),
        JsonNodeFactory.instance.objectNode().put("rate", parsed().toString()));
  }

  @Override
  String words(JsonNode answer) {
    if (dryRun.asked()) {
      return "Logins would be let in at this rate: "
          + parsed()
          + ", now it is "
          + JsonText.at(answer, "rate")
          + System.lineSeparator();
    }
    JsonNode share = answer.path("cluster").path("share");
    return "Logins are let in at this rate now: "
        + JsonText.at(answer, "rate")
        + (share.isMissingNode()
            ? ""
            : ", within this gateway's share of the cluster, "
                + share.asText()
                + " a second (admission.cluster-rate)")
        + System.lineSeparator();
  }

  private LoginRate parsed() {
    try {
      return LoginRate.parse(rate);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
