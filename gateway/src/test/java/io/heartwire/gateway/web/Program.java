package io.heartwire.gateway.web;

import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real program of somebody else's, with what it printed. */
final class Program implements AutoCloseable {
  private static final List<String> SYSTEM_PATH = List.of("/usr/sbin", "/sbin");

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts {@code line} in {@code directory}, where its output goes to {@code name.txt}. */
  static Program start(Path directory, String name, String... line) throws IOException {
    Path output = directory.resolve(name + ".txt");
    String[] all = line.clone();
    all[0] = found(line[0]).toString();
    return new Program(
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  private static Path found(String program) {
    return Stream.concat(Stream.of(System.getenv("PATH").split(":")), SYSTEM_PATH.stream())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs "
                        + program
                        + ", which is not there: install it with apt-get, or leave the group out"
                        + " with './heartwire test --without proxies'"));
  }

  /** A port that nobody has now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it listens on {@code port} of the loopback address. */
  Program awaitPort(int port) {
    TestGateway.await(
        output + " to listen",
        () -> {
          assertAlive();
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return this;
  }

  private void assertAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended:\n" + String.join("\n", printed()));
    }
  }

  /** The lines that it has printed. */
  List<String> printed() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many lines of what it has printed begin so. */
  long count(String beginning) {
    return printed().stream().filter(line -> line.startsWith(beginning)).count();
  }

  /** Says {@code text} to it. */
  void say(String text) throws IOException {
    OutputStream to = process.getOutputStream();
    to.write(text.getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
