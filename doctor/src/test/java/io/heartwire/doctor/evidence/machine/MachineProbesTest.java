package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineProbesTest {
  @TempDir private Path folder;
  private Recorded machine = new Recorded(Path.of("unset"));

  @BeforeEach
  void record() {
    machine = new Recorded(folder);
  }

  @Test
  void tellsBusyAndStolenProcessorTime() {
    var probe = new SystemCpuProbe(folder);
    machine.file("/proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2 3\nintr 9 9\n");
    assertThat(machine.read(probe).value(Signal.SYSTEM_CPU)).isEmpty();

    machine.file("/proc/stat", "cpu  130 0 110 840 10 0 5 5 7 7\ncpu0 1 2 3\n");
    Reading reading = machine.read(probe);

    assertThat(reading.value(Signal.SYSTEM_CPU).orElseThrow()).isEqualTo(0.5, within(1e-9));
    assertThat(reading.value(Signal.STEAL).orElseThrow()).isEqualTo(0.05, within(1e-9));
    assertThat(probe.unavailable()).isEmpty();
  }

  @Test
  void keepsSharesBetweenNoneAndAllWhenIdleTimeRunsBackwards() {
    var probe = new SystemCpuProbe(folder);
    machine.file("/proc/stat", "cpu  100 0 100 800 50 0 0 0\n");
    machine.read(probe);
    machine.file("/proc/stat", "cpu  150 0 150 790 50 0 0 0\n");

    assertThat(machine.read(probe).value(Signal.SYSTEM_CPU)).isEmpty();
    machine.file("/proc/stat", "cpu  150 0 150 890 50 0 0 0\n");
    assertThat(machine.read(probe).value(Signal.SYSTEM_CPU)).hasValue(0);
  }

  @Test
  void takesPressureFromTheTotalsAndTheTimeThatHasPassed() {
    var probe = new PressureProbe(folder, "cpu", Signal.CPU_PRESSURE);
    String line = "some avg10=99.00 avg60=8.35 avg300=6.18 total=%d\nfull avg10=0 total=7\n";
    machine.file("/proc/pressure/cpu", line.formatted(1_000_000));
    machine.read(probe);
    machine.file("/proc/pressure/cpu", line.formatted(1_250_000));
    assertThat(machine.read(probe).value(Signal.CPU_PRESSURE)).hasValue(0.25);

    machine.file("/proc/pressure/cpu", line.formatted(4_250_000));
    assertThat(machine.read(probe, 6).value(Signal.CPU_PRESSURE)).hasValue(0.5);
  }

  @Test
  void findsPageFaultsBehindANameThatLooksLikeMore() {
    var probe = new ProcessFaultsProbe(folder);
    String stat = "7 (a) b (c 9 9) S 1 7 7 0 -1 4194304 100 5 %d 0 10 5 0 0 20\n";
    machine.file("/proc/self/stat", stat.formatted(40));
    machine.read(probe);
    machine.file("/proc/self/stat", stat.formatted(43));

    assertThat(machine.read(probe).value(Signal.MAJOR_FAULTS)).hasValue(3);
  }

  @Test
  void readsCountersByTheirNames() {
    NetCountersProbe netstat = NetCountersProbe.netstat(folder);
    String text =
        """
        TcpExt: ListenDrops TW ListenOverflows TCPTimeouts TCPBacklogDrop TCPRcvQDrop TCPZeroWindowDrop
        TcpExt: %d 77 %d 0 0 0 5
        IpExt: InNoRoutes ListenDrops
        IpExt: 1 900
        """;
    machine.file("/proc/net/netstat", text.formatted(10, 4));
    machine.read(netstat);
    machine.file("/proc/net/netstat", text.formatted(22, 11));
    Reading reading = machine.read(netstat);

    assertThat(reading.value(Signal.LISTEN_DROPS)).hasValue(12);
    assertThat(reading.value(Signal.LISTEN_OVERFLOWS)).hasValue(7);
    assertThat(reading.value(Signal.ZERO_WINDOW_DROPS)).hasValue(0);
    assertThat(netstat.unavailable()).isEmpty();
  }

  @Test
  void saysWhichCounterAnOlderKernelLacks() {
    NetCountersProbe snmp = NetCountersProbe.snmp(folder);
    machine.file(
        "/proc/net/snmp", "Ip: A\nIp: 1\nTcp: MaxConn RetransSegs\nTcp: -1 5\nUdp: B\nUdp: 1\n");
    machine.read(snmp);
    Reading reading = machine.read(snmp);

    assertThat(reading.value(Signal.RETRANSMITS)).hasValue(0);
    assertThat(reading.value(Signal.RESETS_RECEIVED)).isEmpty();
    assertThat(snmp.unavailable()).containsOnlyKeys(Signal.RESETS_RECEIVED);
    assertThat(snmp.unavailable().get(Signal.RESETS_RECEIVED))
        .endsWith("/proc/net/snmp does not count EstabResets");
  }

  @Test
  void saysNothingOfASecondInWhichACounterWasSetBack() {
    NetCountersProbe snmp = NetCountersProbe.snmp(folder);
    String text = "Tcp: RetransSegs EstabResets\nTcp: %d 1\n";
    machine.file("/proc/net/snmp", text.formatted(500));
    machine.read(snmp);
    machine.file("/proc/net/snmp", text.formatted(3));
    assertThat(machine.read(snmp).value(Signal.RETRANSMITS)).isEmpty();

    machine.file("/proc/net/snmp", text.formatted(5));
    assertThat(machine.read(snmp).value(Signal.RETRANSMITS)).hasValue(2);
  }

  @Test
  void tellsHowFullTheKernelsTablesAre() {
    machine
        .file("/proc/sys/net/netfilter/nf_conntrack_count", "196608\n")
        .file("/proc/sys/net/netfilter/nf_conntrack_max", "262144\n")
        .file(
            "/proc/net/sockstat",
            "sockets: used 16\nTCP: inuse 1 orphan 0 tw 0 alloc 1 mem 288\nUDP: inuse 0 mem 9\n")
        .file("/proc/sys/net/ipv4/tcp_mem", "100\t200\t576\n");

    assertThat(machine.read(FillProbe.conntrack(folder)).value(Signal.CONNTRACK)).hasValue(0.75);
    assertThat(machine.read(FillProbe.tcpMemory(folder)).value(Signal.TCP_MEMORY)).hasValue(0.5);
  }

  @Test
  void saysThatNoConnectionsAreTrackedHere() {
    FillProbe probe = FillProbe.conntrack(folder);

    assertThat(machine.read(probe).value(Signal.CONNTRACK)).isEmpty();
    assertThat(probe.unavailable().get(Signal.CONNTRACK))
        .contains("/proc/sys/net/netfilter/nf_conntrack_max does not exist");
  }

  @Test
  void countsErrorsOfEveryInterfaceButTheLoopback() {
    var probe = new NicProbe(folder);
    String head = "Inter-| Receive | Transmit\n face |bytes packets errs drop|bytes\n";
    String line = "%6s: 1 2 %d 0 0 0 0 0 1 2 0 %d 0 0 0 0\n";
    machine.file("/proc/net/dev", head + line.formatted("lo", 0, 0) + line.formatted("eth0", 5, 5));
    assertThat(machine.read(probe).value(Signal.NIC_ERRORS)).isEmpty();
    machine.file(
        "/proc/net/dev",
        head
            + line.formatted("lo", 9, 9)
            + line.formatted("eth0", 7, 6)
            + line.formatted("veth1", 1_000, 1_000));

    assertThat(machine.read(probe).value(Signal.NIC_ERRORS)).hasValue(3);
  }

  @Test
  void looksAgainLaterForWhatWasMissing() {
    var probe = new PressureProbe(folder, "io", Signal.IO_PRESSURE);
    machine.read(probe);
    assertThat(probe.unavailable()).containsKey(Signal.IO_PRESSURE);
    machine.file("/proc/pressure/io", "some avg10=0 total=0\n");

    OptionalDouble value = OptionalDouble.empty();
    for (int i = 0; i < MachineProbe.RETRY_READINGS + 2; i++) {
      value = machine.read(probe).value(Signal.IO_PRESSURE);
    }
    assertThat(value).hasValue(0);
    assertThat(probe.unavailable()).isEmpty();
  }

  @Test
  void tellsWhatTheMachineHasLeft() {
    machine.file("/proc/meminfo", "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable:   250 kB\n");

    assertThat(machine.read(new MemoryProbe(folder)).value(Signal.MEMORY_AVAILABLE)).hasValue(0.25);
  }
}
