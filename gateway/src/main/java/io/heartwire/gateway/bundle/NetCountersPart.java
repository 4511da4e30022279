package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** By how much the kernel's counters of its network stack grew: {@code netstat -s}, twice. */
final class NetCountersPart implements Part {
  private static final List<String> FILES = List.of("netstat", "snmp");

  private final Path directory;
  private final ObjectMapper json;
  private Map<String, Long> before = Map.of();

  /** Of the files in {@code directory}, which is {@code /proc/net} on a running machine. */
  NetCountersPart(Path directory, ObjectMapper json) {
    this.directory = directory;
    this.json = json;
  }

  /**
   * What the file holds.
   *
   * @param grown by how much; those that did not grow are left out
   * @param sinceBoot all of them at the end, but those that are zero
   */
  record Growth(Map<String, Long> grown, Map<String, Long> sinceBoot) {}

  @Override
  public String name() {
    return "tcp-counters.json";
  }

  @Override
  public void begin() throws IOException {
    before = read();
  }

  @Override
  public byte[] content() throws IOException {
    Map<String, Long> after = read();
    Map<String, Long> grown = new TreeMap<>();
    after.forEach(
        (name, value) -> {
          long more = value - before.getOrDefault(name, value);
          if (more != 0) {
            grown.put(name, more);
          }
        });
    after.values().removeIf(it -> it == 0);
    return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(new Growth(grown, after));
  }

  private Map<String, Long> read() throws IOException {
    Map<String, Long> counters = new TreeMap<>();
    for (String file : FILES) {
      Path path = directory.resolve(file);
      if (!Files.isReadable(path)) {
        throw new IOException(path + " cannot be read on this system");
      }
      pairs(Files.readAllLines(path, StandardCharsets.ISO_8859_1), counters);
    }
    return counters;
  }

  /** A line with names, then one with numbers; both begin with the protocol. */
  private static void pairs(List<String> lines, Map<String, Long> into) {
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).split(" ", -1);
      String[] values = lines.get(i + 1).split(" ", -1);
      for (int column = 1; column < Math.min(names.length, values.length); column++) {
        if (values[column].matches("-?\\d{1,18}")) {
          into.put(names[0] + names[column], Long.parseLong(values[column]));
        }
      }
    }
  }
}
