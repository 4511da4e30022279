package io.heartwire.cli.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of results, one JSON object a line. Only half a last line is ever taken away. Used by one
 * thread.
 *
 * @param <T> a record that Jackson writes and reads
 */
public final class Results<T> {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path file;
  private final Class<T> type;
  private final String beginning;
  private final List<T> all = new ArrayList<>();
  private boolean endsInTheMiddle;

  /**
   * Reads what is there.
   *
   * @param first the first field of each line: what begins otherwise is another file
   * @throws IllegalArgumentException if it is no such file
   */
  public Results(Path file, Class<T> type, String first) {
    this.file = file;
    this.type = type;
    this.beginning = "{\"" + first + "\":";
    try {
      if (Files.exists(file)) {
        read(Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--results (" + file + ") cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private void read(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      try {
        all.add(JSON.readValue(lines.get(i), type));
      } catch (JsonProcessingException e) {
        endsInTheMiddle = i == lines.size() - 1 && begins(lines.get(i));
        if (!endsInTheMiddle) {
          throw new IllegalArgumentException(
              "--results ("
                  + file
                  + ") has a line "
                  + (i + 1)
                  + " that is no result of a run: name another file",
              e);
        }
      }
    }
  }

  /** Half a line, as a process that is killed while it writes leaves it. */
  private boolean begins(String line) {
    return line.startsWith(beginning) || beginning.startsWith(line);
  }

  /** Everything so far. */
  public List<T> all() {
    return List.copyOf(all);
  }

  /** Writes one more line. */
  public void add(T outcome) {
    try {
      if (endsInTheMiddle) {
        Files.writeString(file, text(all));
        endsInTheMiddle = false;
      }
      all.add(outcome);
      Files.writeString(
          file, text(List.of(outcome)), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "--results (" + file + ") cannot be written (" + e + "): choose another file", e);
    }
  }

  private String text(List<T> outcomes) throws JsonProcessingException {
    var text = new StringBuilder();
    for (T outcome : outcomes) {
      text.append(JSON.writeValueAsString(outcome)).append('\n');
    }
    return text.toString();
  }
}
