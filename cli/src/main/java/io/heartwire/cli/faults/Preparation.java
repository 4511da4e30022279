package io.heartwire.cli.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** How the gateway and its clients will be started; a fault says what it needs. One thread. */
final class Preparation {
  private final FaultNet net;
  private final RunDirectory directory;
  private final BiConsumer<Runnable, String> atEnd;
  private final List<String> settings = new ArrayList<>();
  private final List<String> prefix = new ArrayList<>();
  private final List<String> clientPrefix = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private List<String> memory = List.of("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-Xmx1g");
  private Duration interval = Duration.ofSeconds(2);
  private boolean throughProxy;
  private boolean aVersionEach;

  Preparation(FaultNet net, RunDirectory directory, BiConsumer<Runnable, String> atEnd) {
    this.net = net;
    this.directory = directory;
    this.atEnd = atEnd;
  }

  /** The directory of this run, for files. */
  RunDirectory directory() {
    return directory;
  }

  /**
   * Runs {@code task} at the end of the run, after all processes are gone; if this process is
   * killed, {@code command} for {@code sh} does the same.
   */
  void atEnd(Runnable task, String command) {
    atEnd.accept(task, command);
  }

  /** The network, which is there already. */
  FaultNet net() {
    return net;
  }

  /** Gives the gateway a setting {@code key=value}. */
  void set(String setting) {
    settings.add(setting);
  }

  /** Starts the gateway behind a command that becomes it. */
  void behind(String... command) {
    prefix.addAll(List.of(command));
  }

  /** Gives the gateway a variable of its environment. */
  void environment(String name, String value) {
    environment.put(name, value);
  }

  /** Gives the gateway other options for heap and collector. */
  void memory(String... options) {
    memory = List.of(options);
  }

  /** Lets clients promise a byte this often; they are dead after three times that. */
  void interval(Duration time) {
    interval = time;
  }

  /** Lets client processes come before all others where the processors are short. */
  void favourClients() {
    clientPrefix.addAll(List.of("nice", "-n", "-15"));
  }

  /** Lets clients connect through a proxy. */
  void throughProxy() {
    throughProxy = true;
  }

  /** Gives each client process a version of its own; else each has clients of every version. */
  void aVersionEach() {
    aVersionEach = true;
  }

  List<String> settings() {
    List<String> all = new ArrayList<>(settings);
    all.add("liveness.interval=" + interval.toMillis() + "ms");
    all.add("liveness.timeout=" + interval.toMillis() * 3 + "ms");
    return all;
  }

  List<String> prefix() {
    List<String> all = new ArrayList<>(net.onServer());
    all.addAll(prefix);
    return all;
  }

  List<String> clientPrefix() {
    List<String> all = new ArrayList<>(net.onClients());
    all.addAll(clientPrefix);
    return all;
  }

  Map<String, String> variables() {
    return environment;
  }

  List<String> memory() {
    return memory;
  }

  Duration interval() {
    return interval;
  }

  boolean isThroughProxy() {
    return throughProxy;
  }

  boolean hasAVersionEach() {
    return aVersionEach;
  }
}
