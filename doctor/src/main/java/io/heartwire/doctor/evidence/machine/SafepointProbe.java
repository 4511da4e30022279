package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Time in safepoints, collections included, from the performance counters that HotSpot keeps in a
 * file for tools such as {@code jstat}: a read of some kilobytes a second. Not there with {@code
 * -XX:-UsePerfData} and {@code -XX:+PerfDisableSharedMem}.
 *
 * <p>The counters tell sums. Time in a second that is no collector's and lasts {@value #HELD_MS} ms
 * or longer is one happening, which ends with the reading at the latest.
 */
final class SafepointProbe extends MachineProbe {
  /** From here on it is a happening. */
  static final long HELD_MS = 50;

  private static final int MAGIC = 0xcafec0c0;
  private static final int MAX_BYTES = 1 << 20;
  private static final String TIME = "sun.rt.safepointTime";
  private static final String FREQUENCY = "sun.os.hrt.frequency";

  private final Path counters;
  private final LongSupplier collectedMs;
  private final Counter held = new Counter();
  private final Counter collected = new Counter();
  private Consumer<Happening> happenings = any -> {};
  private byte[] buffer = new byte[0];
  private int timeAt;
  private int frequencyAt;
  private int knownBytes;

  /**
   * A probe of the file {@code counters}.
   *
   * @param collectedMs how long collectors have held all threads so far
   */
  SafepointProbe(Path counters, LongSupplier collectedMs) {
    super(Signal.SAFEPOINT);
    this.counters = counters;
    this.collectedMs = collectedMs;
  }

  /** The counters of this process. */
  static SafepointProbe ofThisProcess(Path root) {
    // HotSpot puts them there whatever java.io.tmpdir says.
    String name =
        "/tmp/hsperfdata_%s/%d"
            .formatted(System.getProperty("user.name", "?"), ProcessHandle.current().pid());
    return new SafepointProbe(KernelFile.under(root, name), CollectionsProbe::pausedMs);
  }

  @Override
  public void begin(Consumer<Happening> happenings) {
    this.happenings = happenings;
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    ByteBuffer file = open();
    if (timeAt == 0 || frequencyAt == 0 || file.limit() != knownBytes) {
      find(file);
    }
    long ticks = file.getLong(timeAt);
    long frequency = file.getLong(frequencyAt);
    if (ticks < 0 || frequency <= 0) {
      throw new NotHere(counters + " says that " + TIME + " is " + ticks + " of " + frequency);
    }
    double heldMs = held.grownTo(ticks) * 1_000 / frequency;
    double otherMs = heldMs - collected.grownTo(collectedMs.getAsLong());
    reading.set(Signal.SAFEPOINT, heldMs);
    if (otherMs >= HELD_MS) {
      long durationMs = Math.round(otherMs);
      happenings.accept(
          new Happening(
              Happening.Kind.SAFEPOINT,
              reading.at().minusMillis(durationMs),
              durationMs,
              "virtual machine",
              "",
              List.of()));
    }
  }

  /** Where the two counters stand; they stay there while the virtual machine runs. */
  private void find(ByteBuffer file) throws NotHere {
    timeAt = 0;
    frequencyAt = 0;
    int entry = file.getInt(24);
    for (int left = file.getInt(28); left > 0; left--) {
      int length = entryLength(file, entry);
      String name = name(file, entry, length);
      if (name.equals(TIME)) {
        timeAt = valueAt(file, entry);
      } else if (name.equals(FREQUENCY)) {
        frequencyAt = valueAt(file, entry);
      }
      entry += length;
    }
    if (timeAt == 0 || frequencyAt == 0) {
      throw new NotHere(counters + " has no " + TIME);
    }
    knownBytes = file.limit();
  }

  /** The file as it is now, in its byte order, with the size of its header at least. */
  private ByteBuffer open() throws NotHere {
    try (var in = new FileInputStream(counters.toFile())) {
      if (buffer.length == 0) {
        buffer = new byte[(int) Math.min(MAX_BYTES, Math.max(32, Files.size(counters)))];
      }
      int length = in.readNBytes(buffer, 0, buffer.length);
      ByteBuffer file = ByteBuffer.wrap(buffer, 0, length).slice();
      if (length < 32 || file.getInt(0) != MAGIC) {
        throw new NotHere(counters + " holds no performance counters");
      }
      return file.order(file.get(4) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    } catch (IOException e) {
      throw new NotHere(
          counters
              + " cannot be read: HotSpot writes it unless it runs with -XX:-UsePerfData or"
              + " -XX:+PerfDisableSharedMem");
    }
  }

  private int entryLength(ByteBuffer file, int entry) throws NotHere {
    boolean inside = entry >= 32 && entry <= file.limit() - 20;
    int length = inside ? file.getInt(entry) : 0;
    if (length < 20 || length > file.limit() - entry) {
      throw new NotHere(counters + " is damaged at byte " + entry);
    }
    return length;
  }

  private String name(ByteBuffer file, int entry, int length) throws NotHere {
    int from = file.getInt(entry + 4);
    if (from < 20 || from >= length) {
      throw new NotHere(counters + " is damaged at byte " + entry);
    }
    int end = entry + from;
    while (end < entry + length && file.get(end) != 0) {
      end++;
    }
    return new String(buffer, entry + from, end - entry - from, StandardCharsets.ISO_8859_1);
  }

  private int valueAt(ByteBuffer file, int entry) throws NotHere {
    int offset = file.getInt(entry + 16);
    if (offset < 20 || offset > file.limit() - 8 - entry) {
      throw new NotHere(counters + " is damaged at byte " + entry);
    }
    return entry + offset;
  }
}
