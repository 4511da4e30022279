package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./heartwire bench}: wires everything, runs everything in turn, prints the result. */
public final class SideBySide {
  private static final int ATTEMPTS = 2;

  private final Options options;
  private final Lab lab;
  private final Samples samples;
  private final long startedNanos = System.nanoTime();
  private final Map<String, String> missing = new LinkedHashMap<>();

  private SideBySide(Options options, Lab lab, Samples samples) {
    this.options = options;
    this.lab = lab;
    this.samples = samples;
  }

  /** Properties: heartwire.bench.root and heartwire.bench.gateway, its class path. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = Arrays.asList(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(Options.HELP);
      return;
    }
    try {
      Options options = Options.parse(words);
      Path root = Path.of(System.getProperty("heartwire.bench.root", "."));
      Machine machine = Machine.look();
      Lab lab = machine.lab(root, System.getProperty("heartwire.bench.gateway", ""));
      lab.compile();
      Path file = lab.work().resolve(options.quick() ? "quick.jsonl" : "samples.jsonl");
      if (!options.resume()) {
        Files.deleteIfExists(file);
      }
      SideBySide bench = new SideBySide(options, lab, new Samples(file));
      boolean finished = bench.run();
      Report report =
          new Report(
              machine,
              ("./heartwire bench " + String.join(" ", words)).strip(),
              LocalDate.now(ZoneOffset.UTC),
              bench.samples,
              bench.missing);
      System.out.print(options.json() ? report.json() : report.text());
      if (finished) {
        report.keep(root.resolve("bench/results"), options.partsSuffix());
      } else {
        Progress.say("stopped after the time that was asked for; go on with --resume");
      }
    } catch (IllegalArgumentException | IOException e) {
      Progress.say(String.valueOf(e.getMessage()));
      System.exit(e instanceof IOException ? 1 : 2);
    }
  }

  /** Runs what is still to be run; false if the time was up before the end. */
  private boolean run() throws IOException, InterruptedException {
    int clients = options.quick() ? 10_000 : 15_000;
    List<Part> parts = new ArrayList<>();
    parts.add(new CpuPart(options.quick()));
    parts.add(new MemoryPart(clients, options.quick()));
    parts.add(new SilencePart(clients, options.quick()));
    parts.add(new DoorsPart(options.quick()));
    for (int run = 1; run <= options.runs(); run++) {
      for (Part part : parts) {
        if (!options.parts().contains(part.name())) {
          continue;
        }
        for (Contender contender : part.contenders()) {
          if (options.wants(contender) && !one(contender, part, run)) {
            return false;
          }
        }
      }
    }
    if (options.parts().contains(Sweep.PART)) {
      if (timeIsUp()) {
        return false;
      }
      Sweep.measure(lab, samples, options.quick());
    }
    return true;
  }

  private boolean one(Contender contender, Part part, int run)
      throws IOException, InterruptedException {
    if (samples.has(contender.name(), part.name(), run)
        || missing.containsKey(contender.name())
        || !part.appliesTo(contender, run)) {
      return true;
    }
    if (timeIsUp()) {
      return false;
    }
    String what = contender.name() + " (" + part.name() + ")";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        Progress.say(part.name() + " " + run + "/" + options.runs() + ": " + contender.title());
        Map<String, Double> figures = part.measure(lab, contender);
        Progress.say("  " + Report.figures(figures));
        samples.add(new Samples.Sample(contender.name(), part.name(), run, figures));
        missing.remove(what);
        return true;
      } catch (Unavailable e) {
        Progress.say("  not measured: " + e.getMessage());
        missing.put(contender.name(), String.valueOf(e.getMessage()));
        return true;
      } catch (IOException e) {
        Progress.say("  not measured: " + e.getMessage());
        missing.put(what, String.valueOf(e.getMessage()));
      }
    }
    return true;
  }

  private boolean timeIsUp() {
    Duration spent = Duration.ofNanos(System.nanoTime() - startedNanos);
    return options.atMost().isPresent() && spent.compareTo(options.atMost().get()) >= 0;
  }
}
