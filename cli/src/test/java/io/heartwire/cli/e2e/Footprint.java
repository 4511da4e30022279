package io.heartwire.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server process holds at one moment, after a forced collection.
 *
 * @param descriptors its open descriptors
 * @param heapBytes the live objects of its heap
 * @param sockets TCP sockets of the machine, of either family ({@code /proc/net/sockstat})
 */
record Footprint(int descriptors, long heapBytes, int sockets) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern ALLOCATED = Pattern.compile("TCP: .* alloc (\\d+)");

  static Footprint of(LabProcess server) {
    // The class histogram collects first, so it counts what lives and nothing else.
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String histogram = Shell.run(jcmd + " " + server.pid() + " GC.class_histogram | tail -1");
    return new Footprint(
        server.descriptors(), Long.parseLong(find(TOTAL, histogram)), socketsAllocated());
  }

  private static int socketsAllocated() {
    try {
      return Integer.parseInt(find(ALLOCATED, Files.readString(Path.of("/proc/net/sockstat"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
