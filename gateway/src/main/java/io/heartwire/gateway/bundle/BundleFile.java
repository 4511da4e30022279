package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive: its parts, and {@value #INDEX}, which says of each how large it is, or why it is not
 * there. A part that fails leaves the others as they are. Not thread safe.
 */
final class BundleFile {
  static final String INDEX = "index.json";
  static final int MOST_BYTES = 64 << 20;
  static final int MOST_BYTES_A_PART = 8 << 20;

  private final List<Part> parts;
  private final Secrets secrets;
  private final ObjectMapper json;
  private final Map<Part, String> failed = new HashMap<>();
  private long written;

  BundleFile(List<Part> parts, Secrets secrets, ObjectMapper json) {
    this.parts = parts;
    this.secrets = secrets;
    this.json = json;
  }

  /** What the index says of one file: its size, or why there is none. */
  record Entry(String name, Optional<Integer> bytes, Optional<String> notAvailable) {}

  /** The index. */
  record Index(Instant at, long timeMs, List<Entry> files) {}

  void begin() {
    for (Part part : parts) {
      try {
        part.begin();
      } catch (IOException | RuntimeException e) {
        failed.put(part, String.valueOf(e.getMessage()));
      }
    }
  }

  void write(Path file, Instant at, Duration time) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Part part : parts) {
        entries.add(add(part, zip));
      }
      var index = new Index(at, time.toMillis(), entries);
      put(
          INDEX,
          secrets.without(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(index)),
          zip);
    }
  }

  private Entry add(Part part, ZipOutputStream zip) throws IOException {
    byte[] content;
    try {
      content = content(part);
    } catch (IOException | RuntimeException e) {
      String why = "not available here: " + e.getMessage();
      put(part.name() + ".txt", secrets.without(why.getBytes(StandardCharsets.UTF_8)), zip);
      return new Entry(part.name(), Optional.empty(), Optional.of(why));
    }
    put(part.name(), content, zip);
    written += content.length;
    return new Entry(part.name(), Optional.of(content.length), Optional.empty());
  }

  private byte[] content(Part part) throws IOException {
    String before = failed.get(part);
    if (before != null) {
      throw new IOException(before);
    }
    byte[] content = part.content();
    long most = part.isText() ? MOST_BYTES_A_PART : FlightRecordingPart.MOST_BYTES;
    if (content.length > Math.min(most, MOST_BYTES - written)) {
      throw new IOException(
          "it has "
              + content.length
              + " bytes, allowed are "
              + most
              + " for a file and "
              + MOST_BYTES
              + " in all");
    }
    if (part.isText()) {
      return secrets.without(content);
    }
    if (secrets.isIn(content)) {
      throw new IOException("a secret of the configuration stands in it");
    }
    return content;
  }

  private static void put(String name, byte[] content, ZipOutputStream zip) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  void end() {
    for (Part part : parts) {
      part.end();
    }
  }
}
