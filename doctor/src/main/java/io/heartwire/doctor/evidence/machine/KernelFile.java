package io.heartwire.doctor.evidence.machine;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/**
 * A file in which the kernel says something, read anew each time and never further than a bound: of
 * a longer one the beginning is used. Not thread safe.
 */
final class KernelFile {
  private final Path path;
  private final byte[] buffer;

  /**
   * The file {@code name} under {@code root}.
   *
   * @param name absolute, as on a running machine
   * @param limitBytes how much of it is read
   */
  KernelFile(Path root, String name, int limitBytes) {
    this.path = under(root, name);
    this.buffer = new byte[limitBytes];
  }

  /** Where {@code name}, an absolute name on a running machine, lies under {@code root}. */
  static Path under(Path root, String name) {
    return root.resolve(name.startsWith("/") ? name.substring(1) : name);
  }

  Path path() {
    return path;
  }

  /** What it says now. */
  String text() throws NotHere {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      int length = in.readNBytes(buffer, 0, buffer.length);
      if (length == 0) {
        throw new NotHere(path + " is empty");
      }
      return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Why {@code path} could not be read. */
  static NotHere unreadable(Path path, IOException e) {
    if (!(e instanceof FileNotFoundException)) {
      return new NotHere(path + " cannot be read: " + e.getMessage());
    }
    return new NotHere(
        Files.exists(path)
            ? path + " may not be read by this process"
            : path + " does not exist on this system");
  }

  /** The rest of the line that begins with {@code key}, without it. */
  String after(String text, String key) throws NotHere {
    int at = text.startsWith(key) ? 0 : text.indexOf("\n" + key) + 1;
    if (at == 0 && !text.startsWith(key)) {
      throw new NotHere(path + " has no line '" + key.strip() + "'");
    }
    int end = text.indexOf('\n', at);
    return text.substring(at + key.length(), end < 0 ? text.length() : end).strip();
  }

  /** The number {@code word}. */
  long number(String word) throws NotHere {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      String shown = word.length() <= 40 ? word : word.substring(0, 40) + "…";
      throw new NotHere(path + " says '" + shown + "' where a number was expected");
    }
  }

  /** The numbers of a line, of which there must be {@code atLeast}. */
  long[] numbers(String line, int atLeast) throws NotHere {
    var words = new StringTokenizer(line);
    if (words.countTokens() < atLeast) {
      throw new NotHere(
          "%s has %d numbers where %d were expected".formatted(path, words.countTokens(), atLeast));
    }
    var numbers = new long[words.countTokens()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(words.nextToken());
    }
    return numbers;
  }
}
