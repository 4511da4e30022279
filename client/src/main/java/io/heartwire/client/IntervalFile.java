package io.heartwire.client;

import io.heartwire.core.liveness.LearnedInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Learned intervals in a file: {@code interval-ms learned-at-epoch-ms network}, a line each. */
final class IntervalFile implements IntervalStore {
  /** Far more than all networks need: a file that is larger is not ours. */
  private static final int MAX_BYTES = 16_384;

  private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (-?\\d{1,18}) (\\S+)");

  private final Path file;

  IntervalFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public List<LearnedInterval> load() {
    List<LearnedInterval> learned = new ArrayList<>();
    try {
      if (!Files.exists(file)) {
        return learned;
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalStateException(
            "%s has %d bytes, and a file of learned intervals at most %d: name another file"
                .formatted(file, Files.size(file), MAX_BYTES));
      }
      for (String line : Files.readAllLines(file)) {
        parse(line).ifPresent(learned::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("learned intervals cannot be read from " + file, e);
    }
    return learned;
  }

  @Override
  public void save(List<LearnedInterval> learned) {
    List<String> lines = new ArrayList<>();
    for (LearnedInterval each : learned) {
      lines.add(each.intervalMs() + " " + each.atEpochMs() + " " + each.network());
    }
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(whole, lines);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("learned intervals cannot be written to " + file, e);
    }
  }

  private static Optional<LearnedInterval> parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LearnedInterval(
              parts.group(3), Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))));
    } catch (IllegalArgumentException e) {
      // Shorter than any that is learned: somebody else wrote it.
      return Optional.empty();
    }
  }
}
