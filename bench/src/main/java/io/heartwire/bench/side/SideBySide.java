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
import java.util.Set;

/** {@code ./heartwire bench}: wires everything, runs everything in turn, prints the result. */
public final class SideBySide {
  private static final int ATTEMPTS = 2;

  private final Options options;
  private final Lab lab;
  private final Samples samples;
  private final Interruption interruption;
  private final long startedNanos = System.nanoTime();
  private final Map<String, String> missing = new LinkedHashMap<>();

  private SideBySide(Options options, Lab lab, Samples samples, Interruption interruption) {
    this.options = options;
    this.lab = lab;
    this.samples = samples;
    this.interruption = interruption;
  }

  /** Properties: heartwire.bench.root and heartwire.bench.gateway, its class path. */
  public static void main(String[] args) throws InterruptedException {
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
      Files.createDirectories(lab.work());
      Path file = lab.work().resolve(options.quick() ? "quick.jsonl" : "samples.jsonl");
      Interruption interruption = Interruption.watch(() -> toGoOn(words, file));
      interruption.alsoRun(lab::sweepOut);
      try {
        measure(options, words, machine, lab, file, interruption);
      } catch (IOException e) {
        interruption.standBack();
        interruption.over();
        throw e;
      }
    } catch (IllegalArgumentException | IOException e) {
      Progress.say(String.valueOf(e.getMessage()));
      System.exit(e instanceof IOException ? 1 : 2);
    }
  }

  /** What is kept of a run that is ended before its end, and how to go on. */
  private static String toGoOn(List<String> words, Path file) {
    long kept;
    try {
      kept = Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      kept = 0;
    }
    String command = "./heartwire bench " + String.join(" ", words);
    return "stopped; "
        + kept
        + (kept == 1 ? " sample is" : " samples are")
        + " kept in "
        + file
        + ": '"
        + command.strip()
        + (words.contains("--resume") ? "" : " --resume")
        + "' goes on with the rest";
  }

  private static void measure(
      Options options,
      List<String> words,
      Machine machine,
      Lab lab,
      Path file,
      Interruption interruption)
      throws IOException, InterruptedException {
    if (!options.parts().equals(Set.of(Sweep.PART))) {
      lab.compile();
    }
    if (!options.resume()) {
      Files.deleteIfExists(file);
    }
    lab.sweepOut();
    SideBySide bench = new SideBySide(options, lab, new Samples(file), interruption);
    boolean finished = bench.run();
    lab.sweepOut();
    interruption.over();
    Report report =
        new Report(
            machine,
            ("./heartwire bench " + String.join(" ", words)).strip(),
            LocalDate.now(ZoneOffset.UTC),
            bench.samples,
            bench.missing);
    System.out.print(options.json() ? report.json() : report.text());
    if (finished) {
      Progress.say("kept in " + report.keep(lab.root().resolve("bench/results"), options.suffix()));
    } else {
      Progress.say("the time that was asked for is up: " + toGoOn(words, file));
    }
  }

  /** One server, in one respect, in one run. */
  private record Sitting(Contender contender, Part part, int run) {}

  /** Runs what is still to be run; false if the time was up before the end. */
  private boolean run() throws IOException, InterruptedException {
    List<Sitting> sittings = sittings();
    List<Pace.Step> steps = new ArrayList<>();
    for (Sitting sitting : sittings) {
      steps.add(
          new Pace.Step(
              words(sitting),
              sitting.part.name() + " " + sitting.contender.name(),
              sitting.part.expected(sitting.contender)));
    }
    boolean sweep = options.parts().contains(Sweep.PART) && !Sweep.isKnown(samples);
    if (sweep) {
      steps.add(new Pace.Step(Sweep.WORDS, Sweep.PART, Sweep.expected(options.quick())));
    }
    try (Pace pace = new Pace(steps)) {
      for (Sitting sitting : sittings) {
        if (timeIsUp()) {
          return false;
        }
        try (Pace.Lasting step = pace.begin()) {
          one(sitting);
        }
      }
      if (sweep) {
        if (timeIsUp()) {
          return false;
        }
        try (Pace.Lasting step = pace.begin()) {
          Sweep.measure(lab, samples, options.quick());
        }
      }
    }
    return true;
  }

  private String words(Sitting sitting) {
    return sitting.part.name()
        + " "
        + sitting.run
        + "/"
        + options.runs()
        + ": "
        + sitting.contender.title();
  }

  /** What is still to be measured, in its order. */
  private List<Sitting> sittings() {
    int clients = options.quick() ? 10_000 : 15_000;
    List<Part> parts =
        List.of(
            new CpuPart(options.quick()),
            new MemoryPart(clients, options.quick()),
            new SilencePart(clients, options.quick()),
            new DoorsPart(options.quick()));
    List<Sitting> sittings = new ArrayList<>();
    for (int run = 1; run <= options.runs(); run++) {
      for (Part part : parts) {
        for (Contender contender : part.contenders()) {
          if (options.parts().contains(part.name())
              && options.wants(contender)
              && part.appliesTo(contender, run)
              && !samples.has(contender.name(), part.name(), run)) {
            sittings.add(new Sitting(contender, part, run));
          }
        }
      }
    }
    return sittings;
  }

  private void one(Sitting sitting) throws IOException, InterruptedException {
    Contender contender = sitting.contender;
    Part part = sitting.part;
    if (missing.containsKey(contender.name())) {
      return;
    }
    String what = contender.name() + " (" + part.name() + ")";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        Map<String, Double> figures = part.measure(lab, contender);
        Progress.say("  " + Report.figures(figures));
        samples.add(new Samples.Sample(contender.name(), part.name(), sitting.run, figures));
        missing.remove(what);
        return;
      } catch (Unavailable e) {
        interruption.standBack();
        Progress.say("  not measured: " + e.getMessage());
        missing.put(contender.name(), String.valueOf(e.getMessage()));
        return;
      } catch (IOException e) {
        interruption.standBack();
        Progress.say(
            "  not measured: " + e.getMessage() + (attempt < ATTEMPTS ? "; once more" : ""));
        missing.put(what, String.valueOf(e.getMessage()));
      }
    }
  }

  private boolean timeIsUp() {
    Duration spent = Duration.ofNanos(System.nanoTime() - startedNanos);
    return options.atMost().isPresent() && spent.compareTo(options.atMost().get()) >= 0;
  }
}
