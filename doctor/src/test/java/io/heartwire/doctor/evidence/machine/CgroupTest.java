package io.heartwire.doctor.evidence.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Signal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
  private static final String V1_MOUNTS =
      """
      22 27 0:21 / /proc rw,relatime - proc proc rw
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
      33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
      34 31 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      """;
  private static final String V2_MOUNTS =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

  @TempDir private Path folder;
  private Recorded machine = new Recorded(Path.of("unset"));

  @BeforeEach
  void record() {
    machine = new Recorded(folder);
  }

  @Test
  void countsThrottlingOfVersionOneInNanoseconds() {
    machine
        .file("/proc/self/cgroup", "9:cpuset:/\n4:memory:/x\n2:cpu,cpuacct:/app/gw\n0::/\n")
        .file("/proc/self/mountinfo", V1_MOUNTS);
    var probe = new ThrottlingProbe(folder);
    String stat = "nr_periods 10\nnr_throttled 5\nthrottled_time %d\nburst_time 0\n";
    machine.file("/sys/fs/cgroup/cpu,cpuacct/app/gw/cpu.stat", stat.formatted(1_000_000_000L));
    assertThat(machine.read(probe).value(Signal.THROTTLED)).isEmpty();
    machine.file("/sys/fs/cgroup/cpu,cpuacct/app/gw/cpu.stat", stat.formatted(1_400_000_000L));

    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0.4);
    assertThat(probe.unavailable()).isEmpty();
  }

  @Test
  void countsThrottlingOfVersionTwoInMicroseconds() {
    machine
        .file("/proc/self/cgroup", "0::/system.slice/gw.service\n")
        .file("/proc/self/mountinfo", V2_MOUNTS);
    var probe = new ThrottlingProbe(folder);
    String name = "/sys/fs/cgroup/system.slice/gw.service/cpu.stat";
    machine.file(name, "usage_usec 5\nthrottled_usec 100000\n");
    machine.read(probe);
    machine.file(name, "usage_usec 5\nthrottled_usec 1300000\n");

    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(1.2);
  }

  @Test
  void countsTheQuotaOfAnAncestorAsWell() {
    machine
        .file("/proc/self/cgroup", "0::/pod/container\n")
        .file("/proc/self/mountinfo", V2_MOUNTS)
        .file("/sys/fs/cgroup/cpu.stat", "usage_usec 9\n")
        .file("/sys/fs/cgroup/pod/container/cpu.stat", "throttled_usec 0\n");
    var probe = new ThrottlingProbe(folder);
    machine.file("/sys/fs/cgroup/pod/cpu.stat", "throttled_usec 0\n");
    machine.read(probe);
    machine.file("/sys/fs/cgroup/pod/cpu.stat", "throttled_usec 700000\n");

    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0.7);
  }

  @Test
  void findsItsGroupInAContainerThatSeesItAsTheRoot() {
    machine
        .file("/proc/self/cgroup", "3:cpu:/docker/4711\n")
        .file(
            "/proc/self/mountinfo",
            "33 31 0:30 /docker/4711 /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n");
    machine.file("/sys/fs/cgroup/cpu/cpu.stat", "throttled_time 5\n");
    var probe = new ThrottlingProbe(folder);
    machine.read(probe);

    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0);
  }

  @Test
  void staysBelowTheMountThoughTheGroupLiesAboveIt() {
    machine
        .file("/proc/self/cgroup", "0::/../../../etc\n")
        .file("/proc/self/mountinfo", V2_MOUNTS)
        .file("/sys/fs/cgroup/cpu.stat", "throttled_usec 5\n")
        .file("/etc/cpu.stat", "throttled_usec 0\n");
    var probe = new ThrottlingProbe(folder);
    machine.read(probe);
    machine.file("/etc/cpu.stat", "throttled_usec 900000\n");

    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0);
  }

  @Test
  void beginsAnewWhereTheProcessIsMovedTo() {
    machine
        .file("/proc/self/cgroup", "3:cpu:/\n")
        .file("/proc/self/mountinfo", V1_MOUNTS)
        .file("/sys/fs/cgroup/cpu,cpuacct/cpu.stat", "throttled_time 0\n")
        .file("/sys/fs/cgroup/cpu,cpuacct/tight/cpu.stat", "throttled_time 8000000000\n");
    var probe = new ThrottlingProbe(folder);
    machine.read(probe);
    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0);

    machine.file("/proc/self/cgroup", "3:cpu:/tight\n");
    // The root's counter still stands; the new one is seen for the first time.
    assertThat(machine.read(probe).value(Signal.THROTTLED).orElse(0)).isZero();
    machine.file("/sys/fs/cgroup/cpu,cpuacct/tight/cpu.stat", "throttled_time 8600000000\n");
    assertThat(machine.read(probe).value(Signal.THROTTLED)).hasValue(0.6);
  }

  @Test
  void saysThatNoQuotaCanBeUsedUp() {
    machine.file("/proc/self/cgroup", "0::/\n").file("/proc/self/mountinfo", V2_MOUNTS);
    machine.file("/sys/fs/cgroup/cpu.stat", "usage_usec 9\n");
    var probe = new ThrottlingProbe(folder);
    machine.read(probe);

    assertThat(probe.unavailable().get(Signal.THROTTLED))
        .contains("/sys/fs/cgroup/cpu.stat has no line 'throttled_usec'");
  }

  @Test
  void saysThatNoCgroupIsMounted() {
    machine
        .file("/proc/self/cgroup", "0::/\n")
        .file("/proc/self/mountinfo", "garbage\n\n1 2 -\n22 27 0:21 / /proc rw - proc proc rw\n");
    var probe = new ThrottlingProbe(folder);
    machine.read(probe);

    assertThat(probe.unavailable().get(Signal.THROTTLED)).startsWith("no cgroup2");
  }

  @Test
  void takesTheSmallerOfTheMachinesMemoryAndTheGroups() {
    machine
        .file("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 900 kB\n")
        .file("/proc/self/cgroup", "0::/gw\n")
        .file("/proc/self/mountinfo", V2_MOUNTS)
        .file("/sys/fs/cgroup/gw/memory.max", "100000\n")
        .file("/sys/fs/cgroup/gw/memory.current", "95000\n")
        .file("/sys/fs/cgroup/gw/memory.stat", "anon 1\ninactive_file 5000\n");
    assertThat(machine.read(new MemoryProbe(folder)).value(Signal.MEMORY_AVAILABLE)).hasValue(0.1);

    machine.file("/sys/fs/cgroup/gw/memory.max", "max\n");
    assertThat(machine.read(new MemoryProbe(folder)).value(Signal.MEMORY_AVAILABLE)).hasValue(0.9);
  }

  @Test
  void knowsTheMemoryFilesOfVersionOne() {
    machine
        .file("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 900 kB\n")
        .file("/proc/self/cgroup", "4:memory:/gw\n")
        .file("/proc/self/mountinfo", V1_MOUNTS)
        .file("/sys/fs/cgroup/memory/gw/memory.limit_in_bytes", "100000\n")
        .file("/sys/fs/cgroup/memory/gw/memory.usage_in_bytes", "80000\n")
        .file("/sys/fs/cgroup/memory/gw/memory.stat", "total_inactive_file 30000\n");

    assertThat(machine.read(new MemoryProbe(folder)).value(Signal.MEMORY_AVAILABLE)).hasValue(0.5);
  }
}
