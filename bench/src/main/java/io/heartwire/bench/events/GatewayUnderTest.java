package io.heartwire.bench.events;

import io.heartwire.bench.side.Leash;
import io.heartwire.bench.side.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A gateway, and other programs of ours, in processes of their own. */
final class GatewayUnderTest {
  private static final Pattern READY = Pattern.compile("ready in .*tcp 127\\.0\\.0\\.1:(\\d+)");

  private GatewayUnderTest() {}

  /** Starts {@code heartwire serve} with {@code settings}; it is ready when this returns. */
  static ServerProcess start(Path work, String name, String classpath, List<String> settings)
      throws IOException, InterruptedException {
    List<String> command = java("-Xmx1g", classpath, "io.heartwire.cli.Heartwire");
    command.add("serve");
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    return ServerProcess.start(command, READY, work, name);
  }

  /** The beginning of a command that ends with the bench: arguments may be added. */
  static List<String> java(String heap, String classpath, String main) {
    return Leash.on(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            heap,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classpath,
            main));
  }
}
