package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sockets at our ports by state, and how many wait to be accepted, from {@code /proc/net/tcp} and
 * {@code tcp6}.
 *
 * <p>The whole tables cost a few microseconds a socket. Listeners stand first, so the accept queue
 * is cheaper; but behind the last of them the kernel looks for one socket more, and goes through
 * all there are if the others are of the other family. Hence only tables in which we listen are
 * read for it. Both are read so rarely that each takes 1/{@value #COST_FACTOR} of a processor, the
 * accept queue at most every second and the rest at most every {@value #LEAST_SECONDS} s.
 */
final class SocketsProbe extends MachineProbe {
  static final int COST_FACTOR = 400;
  static final int LEAST_SECONDS = 5;

  /** Some 200,000 sockets; of more than these nothing is said, rather than too little. */
  static final int MAX_BYTES = 32 << 20;

  /** Readings come a little less than a second apart as well. */
  private static final long QUEUE_LEAST_NANOS = 900_000_000;

  private static final Signal[] BY_STATE = {
    Signal.ESTABLISHED, Signal.HANDSHAKES, Signal.CLOSE_WAIT
  };

  /** One of the two files; {@link #listens}: some of our listeners are in it, or may be. */
  private static final class Table {
    private final Path path;
    private boolean listens = true;

    Table(Path path) {
      this.path = path;
    }
  }

  private final List<Table> tables;
  private final Supplier<Set<Integer>> ports;
  private final LongSupplier cpuNanos;
  private final Pace wholePace = new Pace(LEAST_SECONDS * 1_000_000_000L, COST_FACTOR);
  private final Pace queuePace = new Pace(QUEUE_LEAST_NANOS, COST_FACTOR);
  private final byte[] piece = new byte[8_192];
  private BitSet known = new BitSet();

  /** The table was too long at the last full look; it is said until the next. */
  private boolean tooMany;

  /**
   * A probe of the tables under {@code root}.
   *
   * @param ports whose sockets are counted
   * @param cpuNanos the processor time of the calling thread so far
   */
  SocketsProbe(Path root, Supplier<Set<Integer>> ports, LongSupplier cpuNanos) {
    super(Signal.ACCEPT_QUEUE, BY_STATE);
    this.tables =
        List.of(
            new Table(KernelFile.under(root, "/proc/net/tcp")),
            new Table(KernelFile.under(root, "/proc/net/tcp6")));
    this.ports = ports;
    this.cpuNanos = cpuNanos;
  }

  @Override
  public void lookClosely() {
    wholePace.hurry();
    queuePace.hurry();
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    var wanted = new BitSet();
    ports.get().forEach(wanted::set);
    if (wanted.isEmpty()) {
      throw new NotHere("no port is known whose sockets could be counted");
    }
    if (!wanted.equals(known)) {
      known = wanted;
      tables.forEach(table -> table.listens = true);
    }
    long now = reading.atNanos();
    boolean whole = wholePace.isDue(now);
    if (whole || queuePace.isDue(now)) {
      look(reading, whole);
    }
    if (tooMany) {
      for (Signal signal : BY_STATE) {
        absent(signal, "%s is longer than %d bytes".formatted(tables.get(0).path, MAX_BYTES));
      }
    }
  }

  private void look(Reading.Builder reading, boolean whole) throws NotHere {
    long begin = cpuNanos.getAsLong();
    var sockets = new SocketTable(known);
    boolean complete = true;
    for (Table table : tables) {
      // A machine may well do without IPv6, but not without the other.
      boolean present = table.equals(tables.get(0)) || Files.exists(table.path);
      if (present && (whole || table.listens)) {
        int before = sockets.listeners();
        complete &= read(table.path, sockets, whole);
        table.listens = sockets.listeners() > before;
      }
    }
    long cost = cpuNanos.getAsLong() - begin;
    reading.set(Signal.ACCEPT_QUEUE, (double) sockets.acceptQueue());
    if (!whole) {
      queuePace.done(reading.atNanos(), cost);
      return;
    }
    wholePace.done(reading.atNanos(), cost);
    tooMany = !complete;
    if (complete) {
      reading.set(Signal.ESTABLISHED, sockets.established());
      reading.set(Signal.HANDSHAKES, sockets.handshakes());
      reading.set(Signal.CLOSE_WAIT, sockets.closeWait());
    }
  }

  /** Whether it was read to its end, or as far as wanted. */
  private boolean read(Path path, SocketTable table, boolean whole) throws NotHere {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      long total = 0;
      int count = in.read(piece);
      if (count <= 0 || !isHead(count)) {
        throw new NotHere(path + " is not a table of sockets");
      }
      while (count > 0) {
        total += count;
        if (total > MAX_BYTES) {
          return false;
        }
        table.feed(piece, count);
        if (!whole && table.isPastListeners()) {
          return true;
        }
        count = in.read(piece);
      }
      return true;
    } catch (IOException e) {
      throw KernelFile.unreadable(path, e);
    } finally {
      table.endOfFile();
    }
  }

  private boolean isHead(int count) {
    return new String(piece, 0, Math.min(count, 64), StandardCharsets.ISO_8859_1)
        .contains("local_address");
  }
}
