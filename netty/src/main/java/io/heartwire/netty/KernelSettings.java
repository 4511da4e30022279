package io.heartwire.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The kernel's own TCP settings, read from {@code /proc/sys/net}; empty on other systems. */
record KernelSettings(Path root) {
  static KernelSettings ofThisMachine() {
    return new KernelSettings(Path.of("/proc/sys/net"));
  }

  /** The number in the file {@code name}, such as {@code ipv4/tcp_keepalive_time}. */
  OptionalLong number(String name) {
    // Not Files.readString: it asks for one byte first, and these files end after the first read.
    try (BufferedReader file = Files.newBufferedReader(root.resolve(name))) {
      return OptionalLong.of(Long.parseLong(String.valueOf(file.readLine()).trim()));
    } catch (IOException | NumberFormatException e) {
      // Another system, an older kernel, or a sandbox that hides it: all mean "not known".
      return OptionalLong.empty();
    }
  }

  /** Whether sockets have TCP_RTO_MAX_MS: the setting and the option came in the same release. */
  boolean hasRtoMax() {
    return number("ipv4/tcp_rto_max_ms").isPresent();
  }

  /** {@link #number} with its unit, or an empty text. */
  String text(String name, String unit) {
    OptionalLong value = number(name);
    return value.isPresent() ? value.getAsLong() + unit : "";
  }
}
