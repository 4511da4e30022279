package io.heartwire.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control group (v1) for processor time. */
final class CpuGroup {
  private final Path group;
  private final Path hierarchy;

  /** One below {@code hierarchy}, named after this process. */
  CpuGroup(Path hierarchy) {
    this.hierarchy = hierarchy;
    this.group = hierarchy.resolve("heartwire-faults-" + ProcessHandle.current().pid());
  }

  /** Creates it, without a quota. */
  void create() {
    if (!Files.exists(hierarchy.resolve("cpu.cfs_quota_us"))) {
      throw new IllegalStateException(
          "there is no cgroup (v1) for processor time at "
              + hierarchy
              + ": leave this fault out with --faults, it needs one");
    }
    try {
      Files.createDirectories(group);
    } catch (IOException e) {
      throw new UncheckedIOException(group + " could not be made: " + e, e);
    }
  }

  /** Its directory. */
  Path path() {
    return group;
  }

  /** The file that takes process ids. */
  Path members() {
    return group.resolve("cgroup.procs");
  }

  /** Lets it run for so many microseconds of every 100 ms; -1: as long as it likes. */
  void quota(String micros) {
    try {
      Files.writeString(group.resolve("cpu.cfs_quota_us"), micros);
    } catch (IOException e) {
      throw new UncheckedIOException("the quota of " + group + " could not be set: " + e, e);
    }
  }

  /** Deletes it; its processes are gone. */
  void delete() {
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      throw new UncheckedIOException(group + " could not be deleted: " + e, e);
    }
  }
}
