package io.heartwire.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a child process is told to do: lines on its standard input. */
public final class Commands {
  private Commands() {}

  /** Does what one line says. */
  @FunctionalInterface
  public interface Obedient {
    /** Returns when the next line may be read. */
    void obey(String command) throws IOException;
  }

  /** Reads and obeys on this thread, until there is nobody any more who could say something. */
  public static void each(Obedient obedient) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      obedient.obey(line);
    }
  }
}
