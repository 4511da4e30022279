package io.heartwire.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Where the gateway's administration interface is, and how its answers are shown. */
final class AdminOption {
  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "administration address of the gateway (default: ${DEFAULT-VALUE})",
      defaultValue = "${env:HEARTWIRE_ADMIN:-127.0.0.1:7480}")
  private String address = "127.0.0.1:7480";

  @Option(names = "--json", description = "print the gateway's answer as JSON, for programs")
  private boolean json;

  boolean json() {
    return json;
  }

  AdminApi api() {
    try {
      return new AdminApi(URI.create(address.contains("://") ? address : "http://" + address));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--admin (" + address + ") is not HOST:PORT: give it as 127.0.0.1:7480");
    }
  }
}
