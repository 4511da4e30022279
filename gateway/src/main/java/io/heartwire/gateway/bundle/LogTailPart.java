package io.heartwire.gateway.bundle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last lines of the log, if standard error is a file. */
final class LogTailPart implements Part {
  static final int MOST_BYTES = 512 << 10;

  private final Path log;

  /** Of {@code log}, which may be a link to the file. */
  LogTailPart(Path log) {
    this.log = log;
  }

  static LogTailPart ofStandardError() {
    return new LogTailPart(Path.of("/proc/self/fd/2"));
  }

  @Override
  public String name() {
    return "log.txt";
  }

  @Override
  public byte[] content() throws IOException {
    if (!Files.isRegularFile(log)) {
      throw new IOException(
          "the log goes to standard error, and that is no file here: add the lines that your"
              + " system keeps of it");
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - MOST_BYTES);
      file.seek(from);
      var bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - from)];
      file.readFully(bytes);
      return bytes;
    }
  }
}
