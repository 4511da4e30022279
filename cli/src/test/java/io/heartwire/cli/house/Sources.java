package io.heartwire.cli.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the project, found from the working directory upwards. */
final class Sources {
  private Sources() {}

  /** The directory that holds all modules. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("core/pom.xml"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("no directory above the working directory holds core/");
      }
    }
    return directory;
  }

  /** Files below {@code root} with this ending; nothing that was built, nothing hidden. */
  static List<Path> endingWith(Path root, String ending) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !builtOrHidden(root.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Java sources of main or of tests. */
  static List<Path> java(Path root, String set) {
    return endingWith(root, ".java").stream()
        .filter(file -> file.toString().contains("/src/" + set + "/"))
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean builtOrHidden(Path file) {
    for (Path name : file) {
      String text = name.toString();
      if (text.equals("target") || text.equals("node_modules") || text.startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
