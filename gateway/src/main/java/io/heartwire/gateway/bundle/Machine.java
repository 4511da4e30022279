package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The parts of a bundle that are about this process and the machine it runs on. */
final class Machine {
  private static final List<String> STATES =
      List.of(
          "OTHER",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING",
          "NEW_SYN_RECV");

  private Machine() {}

  /**
   * All of them.
   *
   * @param scratch a directory for what has to be in a file on the way
   * @param ports ours, whose sockets are also counted apart
   */
  static List<Part> parts(Path scratch, Supplier<Set<Integer>> ports, ObjectMapper json) {
    Path net = Path.of("/proc/self/net");
    return List.of(
        JsonPart.atEnd("versions.json", json, Machine::versions),
        JsonPart.beforeAndAfter("memory.json", json, Machine::memory),
        JsonPart.beforeAndAfter("descriptors.json", json, Machine::descriptors),
        JsonPart.beforeAndAfter("sockets.json", json, () -> sockets(net, ports.get())),
        new NetCountersPart(net, json),
        new ThreadsPart(),
        LogTailPart.ofStandardError(),
        new FlightRecordingPart(scratch));
  }

  private static Map<String, Object> versions() {
    Map<String, Object> versions = new LinkedHashMap<>();
    String own = Machine.class.getPackage().getImplementationVersion();
    versions.put("heartwire", own == null ? "development" : own);
    for (String name :
        List.of("java.runtime.version", "java.vm.name", "os.name", "os.version", "os.arch")) {
      versions.put(name, System.getProperty(name, "unknown"));
    }
    versions.put("processors", Runtime.getRuntime().availableProcessors());
    versions.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    return versions;
  }

  private static Map<String, Object> memory() {
    Map<String, Object> all = new LinkedHashMap<>();
    var memory = ManagementFactory.getMemoryMXBean();
    all.put("heap", usage(memory.getHeapMemoryUsage()));
    all.put("nonHeap", usage(memory.getNonHeapMemoryUsage()));
    ManagementFactory.getMemoryPoolMXBeans()
        .forEach(pool -> all.put("pool " + pool.getName(), usage(pool.getUsage())));
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      all.put(
          "buffers " + pool.getName(),
          Map.of("count", pool.getCount(), "usedBytes", pool.getMemoryUsed()));
    }
    ManagementFactory.getGarbageCollectorMXBeans()
        .forEach(
            collector ->
                all.put(
                    "collector " + collector.getName(),
                    Map.of(
                        "collections", collector.getCollectionCount(),
                        "timeMs", collector.getCollectionTime())));
    all.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    return all;
  }

  private static Map<String, Long> usage(MemoryUsage usage) {
    return Map.of(
        "usedBytes", usage.getUsed(),
        "committedBytes", usage.getCommitted(),
        "maxBytes", usage.getMax());
  }

  private static Map<String, Long> descriptors() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return Map.of(
          "open", unix.getOpenFileDescriptorCount(), "max", unix.getMaxFileDescriptorCount());
    }
    throw new IllegalStateException("this system does not tell how many descriptors are open");
  }

  /**
   * TCP sockets by their state.
   *
   * @param ours those whose local port is one of ours
   */
  record Sockets(Map<String, Integer> all, Map<String, Integer> ours) {}

  /** By the tables in {@code net}, the network namespace of this process. */
  static Sockets sockets(Path net, Set<Integer> ports) {
    var sockets = new Sockets(new TreeMap<>(), new TreeMap<>());
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> lines = Files.lines(net.resolve(table), StandardCharsets.ISO_8859_1)) {
        lines.skip(1).forEach(line -> count(line, ports, sockets));
      } catch (IOException | UncheckedIOException e) {
        throw new IllegalStateException(net.resolve(table) + " cannot be read on this system", e);
      }
    }
    return sockets;
  }

  /** {@code 0: 0100007F:1F90 00000000:0000 0A …}: number, local, remote, state. */
  private static void count(String line, Set<Integer> ports, Sockets into) {
    String[] words = line.strip().split("\\s+", 5);
    if (words.length < 4 || !words[3].matches("[0-9A-Fa-f]{2}")) {
      return;
    }
    int number = Integer.parseInt(words[3], 16);
    String state = STATES.get(number < STATES.size() ? number : 0);
    into.all().merge(state, 1, Integer::sum);
    String port = words[1].substring(words[1].indexOf(':') + 1);
    if (port.matches("[0-9A-Fa-f]{4}") && ports.contains(Integer.parseInt(port, 16))) {
      into.ours().merge(state, 1, Integer::sum);
    }
  }
}
