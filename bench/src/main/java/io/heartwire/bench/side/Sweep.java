package io.heartwire.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.bench.LivenessTableBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the detector costs its event loop, by JMH: a sweep of 1,000 to 1,000,000 slots, a beat. */
final class Sweep {
  static final String PART = "sweep";
  static final String WORDS = "sweep: up to 1,000,000 slots by JMH";

  private Sweep() {}

  static boolean isKnown(Samples samples) {
    return samples.has(Contenders.OURS, PART, 1);
  }

  /** How long it takes, more or less. */
  static Duration expected(boolean quick) {
    return Duration.ofSeconds(quick ? 15 : 45);
  }

  static void measure(Lab lab, Samples samples, boolean quick)
      throws IOException, InterruptedException {
    Path answer = lab.work().resolve("sweep.json").toAbsolutePath();
    List<String> command = new ArrayList<>(lab.onServerCore());
    command.addAll(
        List.of(
            lab.jdk().resolve("bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.openjdk.jmh.Main",
            LivenessTableBenchmark.class.getSimpleName(),
            "-f",
            "1",
            "-p",
            quick ? "connections=15000,1000000" : "connections=1000,15000,100000,1000000",
            "-wi",
            "3",
            "-i",
            quick ? "2" : "5",
            "-w",
            "500ms",
            "-r",
            "500ms",
            "-rf",
            "json",
            "-rff",
            answer.toString()));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(lab.work().resolve("sweep.log").toFile())
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("JMH failed; " + lab.work().resolve("sweep.log") + " says why");
    }
    Map<String, Double> figures = Part.figures();
    for (JsonNode result : new ObjectMapper().readTree(answer.toFile())) {
      String method = result.get("benchmark").asText().replaceAll(".*\\.", "");
      String slots = result.get("params").get("connections").asText();
      figures.put(method + "_" + slots, result.get("primaryMetric").get("score").asDouble());
    }
    Progress.say("  " + Report.figures(figures));
    samples.add(new Samples.Sample(Contenders.OURS, PART, 1, figures));
  }
}
