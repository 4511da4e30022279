package io.heartwire.cli;

import io.heartwire.client.ClientTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that logs in as a client speaks TLS; without any of these it does not. */
final class TlsOption {
  @Option(
      names = "--tls",
      description = "speak TLS, and trust the authorities that this Java trusts")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM: speak TLS, and trust these authorities only")
  private @Nullable Path ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM: show this certificate (mutual TLS)")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM, PKCS#8, without a password: the key of --cert")
  private @Nullable Path key;

  /** Whether TLS is spoken. */
  boolean isOn() {
    return tls || ca != null || certificate != null || key != null;
  }

  /**
   * What is wanted; empty if that is no TLS.
   *
   * @throws CommandFailure if options are missing, or files
   */
  Optional<ClientTls> tls() {
    if (!isOn()) {
      return Optional.empty();
    }
    ClientTls trusting =
        ca == null ? ClientTls.ofSystem() : ClientTls.trusting(readable("--ca", ca));
    if (certificate == null && key == null) {
      return Optional.of(trusting);
    }
    if (certificate == null || key == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          (key == null ? "--cert needs --key" : "--key needs --cert")
              + ", or nothing could be proved with it: name both PEM files");
    }
    return Optional.of(trusting.showing(readable("--cert", certificate), readable("--key", key)));
  }

  /** {@code file}, which is there. */
  static Path readable(String option, Path file) {
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          ExitCode.USAGE, option + " (" + file + ") cannot be read: name a PEM file that can");
    }
    return file;
  }
}
