package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;

/** How full a table of the kernel's is: a number in one file, its limit in another. */
final class FillProbe extends MachineProbe {
  /** What one of the two files says. */
  private interface Figure {
    long read() throws NotHere;
  }

  private final Signal signal;
  private final Figure used;
  private final Figure limit;

  private FillProbe(Signal signal, Figure used, Figure limit) {
    super(signal);
    this.signal = signal;
    this.used = used;
    this.limit = limit;
  }

  /** The connection tracking table. */
  static FillProbe conntrack(Path root) {
    String folder = "/proc/sys/net/netfilter/nf_conntrack_";
    var count = new KernelFile(root, folder + "count", 64);
    var max = new KernelFile(root, folder + "max", 64);
    return new FillProbe(
        Signal.CONNTRACK,
        () -> count.number(count.text().strip()),
        () -> max.number(max.text().strip()));
  }

  /** The kernel's memory for TCP, in pages, against the third of its limits: beyond it, drops. */
  static FillProbe tcpMemory(Path root) {
    var sockets = new KernelFile(root, "/proc/net/sockstat", 4_096);
    var limits = new KernelFile(root, "/proc/sys/net/ipv4/tcp_mem", 256);
    return new FillProbe(
        Signal.TCP_MEMORY,
        () -> {
          String line = sockets.after(sockets.text(), "TCP: ");
          int at = line.indexOf("mem ");
          if (at < 0) {
            throw new NotHere(sockets.path() + " does not say how much memory TCP has");
          }
          return sockets.number(line.substring(at + "mem ".length()).split(" ", 2)[0]);
        },
        () -> limits.numbers(limits.text(), 3)[2]);
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    long most = limit.read();
    if (most <= 0) {
      throw new NotHere("the limit of " + signal.word() + " is " + most + ": there is none");
    }
    reading.set(signal, (double) used.read() / most);
  }
}
