package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsProbeTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";
  private static final String REST =
      " 00:00000000 00000000     0        0 12345 1 0000000000000000 20 4 30 10 -1\n";
  private static final String TCP =
      HEAD
          + "   0: 00000000:1CE8 00000000:0000 0A 00000000:00000007"
          + REST
          + "   1: 0100007F:0016 00000000:0000 0A 00000000:00000063"
          + REST
          + "   2: 0100007F:1CE8 0100007F:D431 01 00000000:00000000"
          + REST
          + "   3: 0100007F:1CE8 0100007F:D432 01 00000000:000000FF"
          + REST
          + "   4: 0100007F:1CE8 0100007F:D433 08 00000000:00000001"
          + REST
          + "   5: 0100007F:1CE8 0100007F:D434 03 00000000:00000000"
          + REST
          + "   6: 0100007F:D431 0100007F:1CE8 01 00000000:00000000"
          + REST;
  private static final String TCP6 =
      HEAD
          + "   0: 00000000000000000000000000000000:1CE9 00000000000000000000000000000000:0000 0A 00000000:00000002"
          + REST
          + "   1: 0000000000000000FFFF00000100007F:1CE9 0000000000000000FFFF00000100007F:D431 01 00000000:00000000"
          + REST;
  private static final Set<Integer> PORTS = Set.of(7400, 7401);

  @TempDir private Path folder;
  private Recorded machine = new Recorded(Path.of("unset"));
  private long spentNanos;
  private long calls;

  /** Each look at a table takes {@link #spentNanos}. */
  private final LongSupplier cpuNanos = () -> ++calls * spentNanos;

  @BeforeEach
  void record() {
    machine = new Recorded(folder);
    machine.file("/proc/net/tcp", TCP).file("/proc/net/tcp6", TCP6);
  }

  @Test
  void countsSocketsAtOurPortsByState() {
    Reading reading = machine.read(probe());

    assertThat(reading.value(Signal.ESTABLISHED)).hasValue(3);
    assertThat(reading.value(Signal.CLOSE_WAIT)).hasValue(1);
    assertThat(reading.value(Signal.HANDSHAKES)).hasValue(1);
    assertThat(reading.value(Signal.ACCEPT_QUEUE)).hasValue(9);
  }

  @Test
  void readsTheAcceptQueueOftenAndTheRestRarely() {
    spentNanos = 10_000_000;
    SocketsProbe probe = probe();
    int whole = 0;
    int queue = 0;
    for (int second = 0; second < 40; second++) {
      Reading reading = machine.read(probe);
      whole += reading.value(Signal.ESTABLISHED).isPresent() ? 1 : 0;
      queue += reading.value(Signal.ACCEPT_QUEUE).isPresent() ? 1 : 0;
    }

    // 10 ms each, 400 times as long apart; the least for the whole is 5 s.
    assertThat(whole).isEqualTo(8);
    assertThat(queue).isBetween(10, 18);
  }

  @Test
  void readsTheAcceptQueueEverySecondWhereThatIsCheap() {
    spentNanos = 1_000_000;
    SocketsProbe probe = probe();

    for (int second = 0; second < 31; second++) {
      assertThat(machine.read(probe).value(Signal.ACCEPT_QUEUE)).hasValue(9);
    }
  }

  @Test
  void readsNoTableForTheAcceptQueueInWhichNobodyListens() {
    SocketsProbe probe = new SocketsProbe(folder, () -> Set.of(7401), cpuNanos);
    machine.read(probe);
    // No table at all: who reads it complains.
    machine.file("/proc/net/tcp", "garbage\n");

    assertThat(machine.read(probe).value(Signal.ACCEPT_QUEUE)).hasValue(2);
    assertThat(probe.unavailable()).isEmpty();
  }

  @Test
  void countsSoonerWhenSomethingIsLookedInto() {
    spentNanos = 1_000_000_000;
    SocketsProbe probe = probe();
    machine.read(probe);
    for (int second = 1; second < SocketsProbe.LEAST_SECONDS; second++) {
      probe.lookClosely();
      assertThat(machine.read(probe).value(Signal.ESTABLISHED)).isEmpty();
    }

    assertThat(machine.read(probe).value(Signal.ESTABLISHED)).hasValue(3);
  }

  @Test
  void doesWithoutIpv6() {
    machine.remove("/proc/net/tcp6");

    assertThat(machine.read(probe()).value(Signal.ESTABLISHED)).hasValue(2);
  }

  @Test
  void saysThatThereIsNoTable() {
    machine.remove("/proc/net/tcp");
    SocketsProbe probe = probe();

    assertThat(machine.read(probe).value(Signal.ACCEPT_QUEUE)).isEmpty();
    assertThat(probe.unavailable())
        .containsOnlyKeys(
            Signal.ACCEPT_QUEUE, Signal.ESTABLISHED, Signal.HANDSHAKES, Signal.CLOSE_WAIT)
        .allSatisfy((signal, why) -> assertThat(why).contains("/proc/net/tcp does not exist"));
  }

  @Test
  void doesNotCountWhatItDoesNotUnderstand() {
    machine.file("/proc/net/tcp", "\0\0\0garbage\n".repeat(9));
    SocketsProbe probe = probe();
    machine.read(probe);
    assertThat(probe.unavailable().get(Signal.ESTABLISHED)).endsWith("is not a table of sockets");

    machine.file(
        "/proc/net/tcp",
        TCP
            + "x:\n:::\n   7: zz:1CE8 q:0 zz 0:0\n"
            + "9".repeat(5_000)
            + "\n"
            + "   8: 0100007F:1CE8 0100007F:D431 01 00000000:0000");
    SocketsProbe fresh = probe();
    assertThat(machine.read(fresh).value(Signal.ESTABLISHED)).hasValue(3);
  }

  @Test
  void saysNothingRatherThanTooLittleOfATableThatIsTooLong() {
    String line = "   2: 0100007F:1CE8 0100007F:D431 01 00000000:00000000" + REST;
    machine.file("/proc/net/tcp", TCP + line.repeat(SocketsProbe.MAX_BYTES / line.length() + 1));
    SocketsProbe probe = probe();
    Reading reading = machine.read(probe);

    assertThat(reading.value(Signal.ESTABLISHED)).isEmpty();
    assertThat(reading.value(Signal.ACCEPT_QUEUE)).isEqualTo(OptionalDouble.of(9));
    machine.read(probe);
    assertThat(probe.unavailable().get(Signal.ESTABLISHED)).contains("is longer than 33554432");
  }

  @Test
  void saysThatNoPortIsKnown() {
    var probe = new SocketsProbe(folder, Set::of, cpuNanos);
    machine.read(probe);

    assertThat(probe.unavailable().get(Signal.ACCEPT_QUEUE)).startsWith("no port is known");
  }

  @Test
  void understandsLinesThatComeInPieces() {
    var ports = new BitSet();
    ports.set(7400);
    var table = new SocketTable(ports);
    for (byte it : TCP.getBytes(StandardCharsets.ISO_8859_1)) {
      table.feed(new byte[] {it}, 1);
    }

    assertThat(table.established()).isEqualTo(2);
    assertThat(table.acceptQueue()).isEqualTo(7);
  }

  private SocketsProbe probe() {
    return new SocketsProbe(folder, () -> PORTS, cpuNanos);
  }
}
