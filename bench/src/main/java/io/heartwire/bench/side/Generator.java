package io.heartwire.bench.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The load generator (`load.c`), in its own process: one command, one line of figures. */
final class Generator implements AutoCloseable {
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  Generator(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** Connects {@code count} more, {@code window} of them unserved at a time; 0 is all at once. */
  Map<String, Double> connect(int count, int window, int limitSeconds) throws IOException {
    return ask("connect " + count + " " + window + " " + limitSeconds);
  }

  /** Those that connect from now on wish for this interval; 0 is no wish. */
  void wish(int intervalMs) throws IOException {
    ask("wish " + intervalMs);
  }

  /** Those that connect from now on are named by their number, counted from {@code first}. */
  void name(int first) throws IOException {
    ask("name " + first);
  }

  /** Everybody beats as fast as it is answered. */
  Map<String, Double> saturate(double seconds) throws IOException {
    return ask("saturate " + seconds);
  }

  /** Heartbeats at a rate, in turn. */
  Map<String, Double> fixed(int rate, double seconds) throws IOException {
    return ask("fixed " + rate + " " + seconds + " 0");
  }

  /** Says nothing until the server has closed everything. */
  Map<String, Double> silence(long limitMs, long fromMs, int limitSeconds) throws IOException {
    return ask("silence " + limitMs + " " + fromMs + " " + limitSeconds);
  }

  /** Closes everything. */
  void drop() throws IOException {
    ask("drop");
  }

  private Map<String, Double> ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    String answer = answers.readLine();
    if (answer == null || answer.startsWith("error")) {
      throw new IOException("the load generator answered '" + command + "' with " + answer);
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String pair : answer.trim().split(" ", -1)) {
      int equals = pair.indexOf('=');
      figures.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
    }
    return figures;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
