package io.heartwire.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where the gateway's administration interface is, and how its answers are shown. */
final class AdminOption {
  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description =
          "administration address of the gateway, with https:// before it if it speaks TLS"
              + " (default: ${DEFAULT-VALUE})",
      defaultValue = "${env:HEARTWIRE_ADMIN:-127.0.0.1:7480}")
  private String address = "127.0.0.1:7480";

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM: speak TLS with the administration, and trust these authorities only; or set"
              + " HEARTWIRE_ADMIN_CA",
      defaultValue = "${env:HEARTWIRE_ADMIN_CA:-}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String ca = "";

  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description =
          "token of the administration, if it asks for one; better set HEARTWIRE_ADMIN_TOKEN,"
              + " since others see a command line",
      defaultValue = "${env:HEARTWIRE_ADMIN_TOKEN:-}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String token = "";

  @Option(names = "--json", description = "print the gateway's answer as JSON, for programs")
  private boolean json;

  boolean json() {
    return json;
  }

  AdminApi api() {
    try {
      String scheme = ca.isEmpty() ? "http://" : "https://";
      URI uri = URI.create(address.contains("://") ? address : scheme + address);
      if (uri.getScheme().matches("https?") && uri.getHost() != null && uri.getPort() > 0) {
        return new AdminApi(uri, token, trust(uri));
      }
    } catch (IllegalArgumentException e) {
      // Told below, with everything else that is no address.
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--admin (" + address + ") is not HOST:PORT: give it as 127.0.0.1:7480");
  }

  private Optional<SSLContext> trust(URI uri) {
    if (ca.isEmpty()) {
      return Optional.empty();
    }
    if (!uri.getScheme().equals("https")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--ca (" + ca + ") is for TLS, but --admin (" + address + ") is not: write https://");
    }
    return Optional.of(Authorities.trusting(Path.of(ca)));
  }
}
