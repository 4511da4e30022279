package io.heartwire.bench.side;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured so far, one JSON line a sample in a file, so that a run can be continued. */
final class Samples {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The figures of one part of one run of one server. */
  record Sample(String server, String part, int run, Map<String, Double> figures) {
    private double get(String figure) {
      return figures.getOrDefault(figure, 0.0);
    }
  }

  private final Path file;
  private final List<Sample> samples = new ArrayList<>();

  /** Continues what stands in {@code file}, or begins it. */
  Samples(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        samples.add(JSON.readValue(line, new TypeReference<Sample>() {}));
      }
    }
  }

  boolean has(String server, String part, int run) {
    return samples.stream()
        .anyMatch(s -> s.server.equals(server) && s.part.equals(part) && s.run == run);
  }

  void add(Sample sample) throws IOException {
    samples.add(sample);
    Files.writeString(
        file,
        JSON.writeValueAsString(sample) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  List<Sample> all() {
    return List.copyOf(samples);
  }

  /** The median of a figure over the runs of a server; empty if it was not measured. */
  OptionalDouble median(String server, String figure) {
    double[] values =
        samples.stream()
            .filter(s -> s.server.equals(server) && s.figures.containsKey(figure))
            .mapToDouble(s -> s.get(figure))
            .sorted()
            .toArray();
    return median(values);
  }

  /**
   * The median, over the runs in which both were measured, of the ratio of one server's figure to
   * another's: what disturbs one run disturbs both.
   */
  OptionalDouble medianRatio(String one, String other, String figure) {
    double[] ratios =
        samples.stream()
            .filter(s -> s.server.equals(one) && s.figures.containsKey(figure))
            .flatMapToDouble(s -> of(other, figure, s.run).stream().map(it -> s.get(figure) / it))
            .sorted()
            .toArray();
    return median(ratios);
  }

  private OptionalDouble of(String server, String figure, int run) {
    return samples.stream()
        .filter(s -> s.server.equals(server) && s.run == run && s.figures.containsKey(figure))
        .mapToDouble(s -> s.get(figure))
        .findFirst();
  }

  /** In how many runs a figure was measured. */
  int runs(String server, String figure) {
    return (int)
        samples.stream()
            .filter(s -> s.server.equals(server) && s.figures.containsKey(figure))
            .count();
  }

  private static OptionalDouble median(double[] sorted) {
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
