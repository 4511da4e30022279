package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real file system of 4 MiB, which a test fills and empties; to be mounted by root only. */
final class SmallDisk implements AutoCloseable {
  private final Path dir;
  private final Path filler;

  private SmallDisk(Path dir) {
    this.dir = dir;
    this.filler = dir.resolve("filler");
  }

  /** Mounts one at {@code dir}. */
  static SmallDisk at(Path dir) {
    Shell.Outcome mounted = Shell.attempt("mount -t tmpfs -o size=4m tmpfs " + dir, "");
    if (mounted.exit() != 0) {
      throw new AssertionError(
          "a full disk needs a small file system, which this user may not mount: run it as root, or"
              + " leave the group out with './heartwire test --without netns' ("
              + mounted.output().strip()
              + ")");
    }
    return new SmallDisk(dir);
  }

  /** Leaves no byte. */
  void fill() throws IOException {
    byte[] block = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  void makeRoom() throws IOException {
    Files.delete(filler);
  }

  @Override
  public void close() {
    Shell.run("umount -l " + dir);
  }
}
