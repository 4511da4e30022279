package io.heartwire.cli;

import io.heartwire.gateway.session.SecretHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/** What there is to do with tokens. */
@Command(
    name = "token",
    description = "Makes of a token what can stand in a configuration without giving it away.",
    synopsisSubcommandLabel = "hash",
    mixinStandardHelpOptions = true)
final class TokenCommand {
  private static final int MOST_BYTES = 8_192;

  private final Console console;

  TokenCommand(Console console) {
    this.console = console;
  }

  /* From the standard input: what stands on a command line is seen by everybody on the machine. */
  @Command(
      name = "hash",
      description = "Reads a token from the standard input, one line, and prints its hash.",
      mixinStandardHelpOptions = true)
  int hash() throws IOException {
    byte[] typed = console.in().readNBytes(MOST_BYTES);
    String token = new String(typed, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    if (token.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "there was no token on the standard input: heartwire token hash <FILE");
    }
    console.line(SecretHash.text(token));
    return ExitCode.OK;
  }
}
