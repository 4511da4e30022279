package io.heartwire.doctor.evidence.machine;

import io.heartwire.core.time.NanoClock;
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
import java.util.function.Supplier;

/**
 * Sockets at our ports by state, and how many wait to be accepted, from {@code /proc/net/tcp} and
 * {@code tcp6}.
 *
 * <p>Listeners stand first there, so the accept queue is read every time, and nothing behind it.
 * The whole table costs a few microseconds a socket: it is read so rarely that it takes 1/{@value
 * #COST_FACTOR} of the time, and at most every {@value #LEAST_SECONDS} s.
 */
final class SocketsProbe extends MachineProbe {
  static final int COST_FACTOR = 250;
  static final int LEAST_SECONDS = 5;

  /** Some 200,000 sockets; of more than these nothing is said, rather than too little. */
  static final int MAX_BYTES = 32 << 20;

  private static final Signal[] BY_STATE = {
    Signal.ESTABLISHED, Signal.HANDSHAKES, Signal.CLOSE_WAIT
  };

  private final List<Path> tables;
  private final Supplier<Set<Integer>> ports;
  private final NanoClock clock;
  private final Pace pace = new Pace(LEAST_SECONDS * 1_000_000_000L, COST_FACTOR);
  private final byte[] piece = new byte[8_192];

  /** The table was too long at the last full look; it is said until the next. */
  private boolean tooMany;

  SocketsProbe(Path root, Supplier<Set<Integer>> ports, NanoClock clock) {
    super(Signal.ACCEPT_QUEUE, BY_STATE);
    this.tables =
        List.of(KernelFile.under(root, "/proc/net/tcp"), KernelFile.under(root, "/proc/net/tcp6"));
    this.ports = ports;
    this.clock = clock;
  }

  @Override
  public void lookClosely() {
    pace.hurry();
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    var wanted = new BitSet();
    ports.get().forEach(wanted::set);
    if (wanted.isEmpty()) {
      throw new NotHere("no port is known whose sockets could be counted");
    }
    boolean everything = pace.isDue(reading.atNanos());
    var table = new SocketTable(wanted);
    long begin = clock.nanoTime();
    boolean complete = readAll(table, everything);
    reading.set(Signal.ACCEPT_QUEUE, (double) table.acceptQueue());
    if (everything) {
      pace.done(reading.atNanos(), clock.nanoTime() - begin);
      tooMany = !complete;
    }
    if (tooMany) {
      for (Signal signal : BY_STATE) {
        absent(signal, "%s is longer than %d bytes".formatted(tables.get(0), MAX_BYTES));
      }
    } else if (everything) {
      reading.set(Signal.ESTABLISHED, table.established());
      reading.set(Signal.HANDSHAKES, table.handshakes());
      reading.set(Signal.CLOSE_WAIT, table.closeWait());
    }
  }

  private boolean readAll(SocketTable table, boolean everything) throws NotHere {
    boolean complete = true;
    for (Path path : tables) {
      // A machine may well do without IPv6, but not without the other.
      if (path.equals(tables.get(0)) || Files.exists(path)) {
        complete &= read(path, table, everything);
      }
    }
    return complete;
  }

  /** Whether it was read to its end, or as far as wanted. */
  private boolean read(Path path, SocketTable table, boolean everything) throws NotHere {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      long total = 0;
      int count = in.read(piece);
      if (count <= 0 || !isHead(count)) {
        throw new NotHere(path + " is not a table of sockets");
      }
      while (count > 0 && (everything || !table.isPastListeners())) {
        total += count;
        if (total > MAX_BYTES) {
          return false;
        }
        table.feed(piece, count);
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
