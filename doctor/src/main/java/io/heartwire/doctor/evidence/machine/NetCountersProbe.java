package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the network stack, from a file of pairs of lines: one with names, one with numbers.
 * Kernels know more or fewer of them.
 */
final class NetCountersProbe extends MachineProbe {
  private final KernelFile file;
  private final String prefix;
  private final Map<Signal, String> names;
  private final Map<String, Signal> signals = new HashMap<>();
  private final Map<Signal, Counter> counters = new EnumMap<>(Signal.class);
  private final List<@Nullable Signal> columns = new ArrayList<>();
  private String head = "";

  private NetCountersProbe(KernelFile file, String prefix, EnumMap<Signal, String> names) {
    super(names.keySet().iterator().next(), names.keySet().toArray(new Signal[0]));
    this.file = file;
    this.prefix = prefix;
    this.names = names;
    names.forEach((signal, name) -> signals.put(name, signal));
  }

  /** From {@code /proc/net/netstat}. */
  static NetCountersProbe netstat(Path root) {
    var names = new EnumMap<Signal, String>(Signal.class);
    names.put(Signal.LISTEN_OVERFLOWS, "ListenOverflows");
    names.put(Signal.LISTEN_DROPS, "ListenDrops");
    names.put(Signal.BACKLOG_DROPS, "TCPBacklogDrop");
    names.put(Signal.RECEIVE_QUEUE_DROPS, "TCPRcvQDrop");
    names.put(Signal.ZERO_WINDOW_DROPS, "TCPZeroWindowDrop");
    names.put(Signal.TCP_TIMEOUTS, "TCPTimeouts");
    return new NetCountersProbe(
        new KernelFile(root, "/proc/net/netstat", 16_384), "TcpExt: ", names);
  }

  /** From {@code /proc/net/snmp}. */
  static NetCountersProbe snmp(Path root) {
    var names = new EnumMap<Signal, String>(Signal.class);
    names.put(Signal.RETRANSMITS, "RetransSegs");
    names.put(Signal.RESETS_RECEIVED, "EstabResets");
    return new NetCountersProbe(new KernelFile(root, "/proc/net/snmp", 16_384), "Tcp: ", names);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    String text = file.text();
    learn(file.after(text, prefix));
    int second = text.indexOf("\n" + prefix, text.indexOf(prefix) + 1);
    if (second < 0) {
      throw new NotHere(file.path() + " has no numbers for '" + prefix.strip() + "'");
    }
    int end = text.indexOf('\n', second + 1);
    int at = second + 1 + prefix.length();
    int lineEnd = end < 0 ? text.length() : end;
    var missing = EnumSet.copyOf(names.keySet());
    for (int column = 0; at < lineEnd && column < columns.size(); column++) {
      int blank = text.indexOf(' ', at);
      int wordEnd = blank < 0 || blank > lineEnd ? lineEnd : blank;
      Signal signal = columns.get(column);
      if (signal != null) {
        long value = file.number(text.substring(at, wordEnd));
        reading.set(signal, counter(signal).grownTo(value));
        missing.remove(signal);
      }
      at = wordEnd + 1;
    }
    missing.forEach(it -> absent(it, file.path() + " does not count " + names.get(it)));
  }

  /** Which signal is in which column; the names stay as they are while a kernel runs. */
  private void learn(String line) {
    if (line.equals(head)) {
      return;
    }
    head = line;
    columns.clear();
    for (String name : line.split(" ", -1)) {
      columns.add(signals.get(name));
    }
  }

  private Counter counter(Signal signal) {
    return counters.computeIfAbsent(signal, any -> new Counter());
  }
}
