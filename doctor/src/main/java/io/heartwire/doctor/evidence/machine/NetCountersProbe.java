package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counters of the network stack, from a file of pairs of lines: one with names, one with numbers.
 * Kernels know more or fewer of them.
 */
final class NetCountersProbe extends MachineProbe {
  private final KernelFile file;
  private final String prefix;
  private final Map<Signal, String> names;
  private final Map<Signal, Counter> counters = new EnumMap<>(Signal.class);

  private NetCountersProbe(KernelFile file, String prefix, EnumMap<Signal, String> names) {
    super(names.keySet().iterator().next(), names.keySet().toArray(new Signal[0]));
    this.file = file;
    this.prefix = prefix;
    this.names = names;
    names.keySet().forEach(signal -> counters.put(signal, new Counter()));
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
    List<String> head = Arrays.asList(file.after(text, prefix).split(" ", -1));
    int second = text.indexOf("\n" + prefix, text.indexOf(prefix) + 1);
    if (second < 0) {
      throw new NotHere(file.path() + " has no numbers for '" + prefix.strip() + "'");
    }
    String[] numbers = file.after(text.substring(second + 1), prefix).split(" ", -1);
    for (Map.Entry<Signal, String> it : names.entrySet()) {
      int column = head.indexOf(it.getValue());
      if (column < 0 || column >= numbers.length) {
        absent(it.getKey(), file.path() + " does not count " + it.getValue());
      } else {
        long value = file.number(numbers[column]);
        reading.set(it.getKey(), counter(it.getKey()).grownTo(value));
      }
    }
  }

  private Counter counter(Signal signal) {
    return counters.computeIfAbsent(signal, any -> new Counter());
  }
}
