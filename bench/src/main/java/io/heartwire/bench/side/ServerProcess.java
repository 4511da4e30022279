package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server in its own process, pinned, with its output in a file. */
public final class ServerProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param ready a line of its output, with the port as group 1
   * @throws IOException if it does not come up; the message ends with what it said last
   */
  public static ServerProcess start(
      List<String> command, Pattern ready, Path directory, String name)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path log = directory.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(directory.toFile())
            .start();
    for (int i = 0; i < START_SECONDS * 10 && process.isAlive(); i++) {
      Matcher line = ready.matcher(Files.readString(log));
      if (line.find()) {
        return new ServerProcess(process, Integer.parseInt(line.group(1)));
      }
      Thread.sleep(100);
    }
    boolean alive = process.isAlive();
    process.destroyForcibly();
    String said = Files.readString(log);
    throw new IOException(
        (alive ? "it was not ready in " + START_SECONDS + " s" : "it ended at once")
            + "; "
            + log
            + " says: "
            + said.substring(Math.max(0, said.length() - 400)).strip());
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** What its ready line said. */
  public int port() {
    return port;
  }

  /** Resident memory now, in bytes. */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("process " + pid() + " has no VmRSS: it has ended");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
