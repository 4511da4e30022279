package io.heartwire.gateway.transport.tls;

import io.heartwire.gateway.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** By what a change of the files is noticed: time, size and place of each. */
record FileStamps(List<String> stamps) {
  static FileStamps of(TlsConfig config) {
    return new FileStamps(
        Stream.of(config.certificate(), config.key(), config.clientCa())
            .map(FileStamps::stamp)
            .toList());
  }

  private static String stamp(String file) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      BasicFileAttributes found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return found.lastModifiedTime() + "/" + found.size() + "/" + found.fileKey();
    } catch (IOException | InvalidPathException e) {
      // Reading it will tell why.
      return "none";
    }
  }
}
