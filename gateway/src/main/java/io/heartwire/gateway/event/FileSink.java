package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a file, one JSON object a line, forced to the disk before they count as taken.
 * A file that has grown to its bound is set aside as {@code name.1}, an older one as {@code
 * name.2}, and so on; the oldest is deleted.
 */
final class FileSink implements EventSink {
  private final Path path;
  private final long rotateBytes;
  private final int keep;
  private final EventText text;
  private @Nullable FileChannel file;

  /**
   * Appends to {@code path}.
   *
   * @param keep how many files are kept that have been set aside
   */
  FileSink(Path path, long rotateBytes, int keep, EventText text) {
    this.path = path;
    this.rotateBytes = rotateBytes;
    this.keep = keep;
    this.text = text;
  }

  @Override
  public void deliver(List<Event> events) throws SinkException {
    var lines = new StringBuilder();
    events.forEach(event -> lines.append(text.line(event)).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    try {
      FileChannel out = open();
      long before = out.size();
      try {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(false);
      } catch (IOException e) {
        // Half a line would be no JSON: what is tried again begins where this began.
        out.truncate(before);
        throw e;
      }
      if (out.size() >= rotateBytes) {
        rotate();
      }
    } catch (IOException e) {
      close();
      throw new SinkException(
          path + " cannot be written (" + e + "): make room, or make it writable", e);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = file;
    if (open == null || !open.isOpen()) {
      Path directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      dropHalfALine();
      open =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      file = open;
    }
    return open;
  }

  /** A process that was killed may have left one; its event is told again. */
  private void dropHalfALine() throws IOException {
    if (!Files.isRegularFile(path)) {
      return;
    }
    try (RandomAccessFile end = new RandomAccessFile(path.toFile(), "rw")) {
      long length = end.length();
      long keep = length;
      while (keep > 0 && byteAt(end, keep - 1) != '\n') {
        keep--;
      }
      if (keep < length) {
        end.setLength(keep);
      }
    }
  }

  private static int byteAt(RandomAccessFile file, long at) throws IOException {
    file.seek(at);
    return file.read();
  }

  private void rotate() throws IOException {
    close();
    Files.deleteIfExists(aside(keep));
    for (int i = keep - 1; i >= 1; i--) {
      if (Files.exists(aside(i))) {
        Files.move(aside(i), aside(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(path, aside(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path aside(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  @Override
  public void close() {
    FileChannel open = file;
    file = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // Everything in it was forced to the disk before.
    }
  }
}
