package io.heartwire.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One way of measuring a server, in a process of its own each time. */
sealed interface Part permits CpuPart, MemoryPart, SilencePart, DoorsPart {
  /** The longest that a storm may take. */
  int STORM_SECONDS = 60;

  /** On the command line and in files. */
  String name();

  /** The servers that it is about, in the order in which they run. */
  default List<Contender> contenders() {
    return Contenders.all();
  }

  /** Whether it is worth its time in this run: those far away are looked at once. */
  boolean appliesTo(Contender contender, int run);

  /** How long that takes, more or less. */
  Duration expected(Contender contender);

  /** Starts the server, measures, stops it. */
  Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException;

  /** Fails unless every client was served: figures of fewer would flatter. */
  static void mustServe(int wanted, Map<String, Double> connected) throws IOException {
    if (connected.getOrDefault("served", 0.0) != wanted) {
      throw new IOException("only some of " + wanted + " connections were served: " + connected);
    }
  }

  /**
   * All come at once. A server that does not serve all of them in time has no time to show; false,
   * and how many it left.
   */
  static boolean storm(String name, int clients, Generator load, Map<String, Double> figures)
      throws IOException {
    Map<String, Double> stormed = load.connect(clients, 0, STORM_SECONDS);
    double served = stormed.getOrDefault("served", 0.0);
    if (served != clients) {
      figures.put(name + "_unserved", clients - served);
      return false;
    }
    figures.put(name + "_s", stormed.getOrDefault("seconds", 0.0));
    figures.put(name + "_cpu_s", stormed.getOrDefault("cpu_s", 0.0));
    figures.put(name + "_told_later", stormed.getOrDefault("later", 0.0));
    return true;
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
