package io.heartwire.bench.side;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** One way of measuring a server, in a process of its own each time. */
sealed interface Part permits CpuPart, MemoryPart, SilencePart {
  /** On the command line and in files. */
  String name();

  /** Whether it is worth its time in this run: those far away are looked at once. */
  boolean appliesTo(Contender contender, int run);

  /** Starts the server, measures, stops it. */
  Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException;

  /** Fails unless every client was served: figures of fewer would flatter. */
  static void mustServe(int wanted, Map<String, Double> connected) throws IOException {
    if (connected.getOrDefault("served", 0.0) != wanted) {
      throw new IOException("only some of " + wanted + " connections were served: " + connected);
    }
  }

  /** Processor time a heartbeat in microseconds; fails if pongs were not what they should be. */
  static double microsPerBeat(Map<String, Double> window) throws IOException {
    double beats = window.getOrDefault("beats", 0.0);
    if (beats < 1 || window.getOrDefault("odd", 0.0) > 0 || window.getOrDefault("ended", 0.0) > 0) {
      throw new IOException("heartbeats were not answered as they should be: " + window);
    }
    return window.getOrDefault("cpu_s", 0.0) * 1e6 / beats;
  }

  /** An empty set of figures. */
  static Map<String, Double> figures() {
    return new TreeMap<>();
  }
}
