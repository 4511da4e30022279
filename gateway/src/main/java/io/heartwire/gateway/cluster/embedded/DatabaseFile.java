package io.heartwire.gateway.cluster.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file of one engine, ours alone until it is closed, or one in memory, which dies with the
 * process. Thread safe.
 */
final class DatabaseFile implements AutoCloseable {
  /** The name of a database that nothing survives. */
  static final String MEMORY = ":memory:";

  private static final int BUSY_MS = 5_000;
  private static final int CACHE_KIB = 16_384;

  private final String name;
  private final @Nullable FileChannel lock;

  private DatabaseFile(String name, @Nullable FileChannel lock) {
    this.name = name;
    this.lock = lock;
  }

  /**
   * Takes {@code name} for this process.
   *
   * @throws IllegalStateException if that cannot be; the message is one sentence for people
   */
  static DatabaseFile take(String name) {
    if (name.equals(MEMORY)) {
      return new DatabaseFile(name, null);
    }
    Path file = Path.of(name).toAbsolutePath();
    try {
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      return new DatabaseFile(file.toString(), locked(file));
    } catch (IOException e) {
      throw new IllegalStateException(
          "presence.file ("
              + file
              + ") cannot be written ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "): make its directory writable, choose another place, or ':memory:' if nothing is"
              + " to survive a restart",
          e);
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      String holder = holder(channel);
      channel.close();
      throw new IllegalStateException(
          "presence.file ("
              + file
              + ") is in use by another gateway"
              + holder
              + ": stop that one, or give this one a file of its own");
    }
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
    return channel;
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("\\d+") ? " (process " + pid + ")" : "";
  }

  boolean inMemory() {
    return name.equals(MEMORY);
  }

  /**
   * A connection that writes, with today's tables.
   *
   * @throws IllegalStateException if the file is damaged, or not ours; one sentence for people
   */
  Connection openToWrite() {
    Connection connection = null;
    try {
      connection = open();
      Schema.prepare(connection, "presence.file (" + name + ")");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw new IllegalStateException(problem(e).orElseGet(e::getMessage), e);
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  /** Another connection to the same file. */
  Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // Else the driver asks, and prepares the question anew, after each statement.
    config.setGetGeneratedKeys(false);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MS);
    config.setCacheSize(-CACHE_KIB);
    return config.createConnection("jdbc:sqlite:" + name);
  }

  /**
   * What {@code e} means, if it is the fault of the disk or of the file, and what to do; empty if
   * it is ours.
   */
  Optional<String> problem(SQLException e) {
    if (!(e instanceof SQLiteException cause)) {
      return Optional.empty();
    }
    SQLiteErrorCode code = cause.getResultCode();
    String file = "presence.file (" + name + ")";
    return switch (code.code & 0xff) {
      case 5, 6 -> Optional.of(file + " is locked by another program: let go of it there");
      case 7 -> Optional.of(file + " needs more memory than there is: free some");
      case 8, 14 ->
          Optional.of(file + " cannot be written (" + code + "): make it and its directory so");
      case 10 -> Optional.of(file + ": reading or writing fails (" + code + "): look at the disk");
      case 11, 26 ->
          Optional.of(
              file
                  + " is damaged, or no database ("
                  + code
                  + "): move it away, or bring one back from a copy");
      case 13 -> Optional.of(file + ": the disk is full: make room");
      default -> Optional.empty();
    };
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // What is told is why it could not be opened.
    }
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      // The end of the process lets go of it, too.
    }
  }
}
