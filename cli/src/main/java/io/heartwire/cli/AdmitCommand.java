package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.gateway.config.LoginRate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the rate of logins while the gateway runs. */
@Command(
    name = "admit",
    description = {
      "Lets in so many logins a second from now on, until the gateway is restarted.",
      "adaptive: as many as are answered in time. off: as many as come."
    },
    mixinStandardHelpOptions = true)
final class AdmitCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RATE|adaptive|off", description = "logins a second")
  private String rate = "";

  AdmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    LoginRate wanted = parsed();
    JsonNode answer =
        admin
            .api()
            .put("/storm", JsonNodeFactory.instance.objectNode().put("rate", wanted.toString()));
    if (admin.json()) {
      console.json(answer);
    } else {
      console.out().println("Logins are let in at this rate now: " + JsonText.at(answer, "rate"));
    }
    return ExitCode.OK;
  }

  private LoginRate parsed() {
    try {
      return LoginRate.parse(rate);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
