package io.heartwire.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that this process writes to, if it does. */
final class Terminal {
  private static final int USUAL_LINES = 24;
  private static final long PATIENCE_SECONDS = 2;

  private Terminal() {}

  /**
   * How many lines it has; 0 if standard output is no terminal, or if that cannot be told. Asks
   * {@code stty}, because no standard class of Java knows.
   */
  static int lines() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "test -t 1 && stty size </dev/tty >&2")
              .redirectOutput(Redirect.INHERIT)
              .start();
      stty.getOutputStream().close();
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return 0;
      }
      String size = new String(stty.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return stty.exitValue() == 0 ? lines(size.strip()) : 0;
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Of {@code "lines columns"}. A terminal that does not say has as many as they used to have. */
  private static int lines(String size) {
    return size.matches("[1-9][0-9]{0,3} [0-9]+")
        ? Integer.parseInt(size.substring(0, size.indexOf(' ')))
        : USUAL_LINES;
  }
}
