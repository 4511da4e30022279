package io.heartwire.gateway.config;

import java.util.List;

/**
 * A configuration file that changes nothing: every key with its words and its default, commented
 * out. Read from the records, so that it is always true.
 */
public final class ConfigTemplate {
  private static final int WIDTH = 98;
  private static final String HEAD =
      """
      # Every key of Heartwire at its default. To change one, take the first '# ' away from its line
      # and from the lines of the names it stands under. NAME is a name of your choice.
      """;

  private ConfigTemplate() {}

  /** The file, in YAML. */
  public static String yaml() {
    var text = new StringBuilder(HEAD);
    String[] open = {};
    for (Catalogue.Entry entry : Catalogue.of(GatewayConfig.class)) {
      String[] path = entry.path().split("\\.", -1);
      int shared = shared(open, path);
      text.append(shared == 0 ? "\n" : "");
      for (int depth = shared; depth < path.length - 1; depth++) {
        text.append(line(depth, name(path[depth]) + ":"));
      }
      describe(text, path.length - 1, entry.key());
      text.append(line(path.length - 1, name(path[path.length - 1]) + ": " + value(entry.key())));
      open = path;
    }
    return text.toString();
  }

  /** How many levels two keys have in common, their last words apart. */
  private static int shared(String[] open, String[] path) {
    int shared = 0;
    while (shared < Math.min(open.length, path.length) - 1 && open[shared].equals(path[shared])) {
      shared++;
    }
    return shared;
  }

  private static void describe(StringBuilder text, int depth, Key key) {
    String allowed = key.allowed().isEmpty() ? "" : " (" + key.allowed() + ")";
    int room = WIDTH - 2 * depth;
    var line = new StringBuilder();
    for (String word : List.of((key.doc() + allowed).split(" ", -1))) {
      if (line.length() + word.length() + 1 > room) {
        text.append("# ").append("  ".repeat(depth)).append("#").append(line).append('\n');
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    text.append("# ").append("  ".repeat(depth)).append("#").append(line).append('\n');
  }

  private static String name(String word) {
    return word.equals("*") ? "NAME" : word;
  }

  private static String value(Key key) {
    // In YAML a colon at the end would begin a tree.
    boolean quoted = key.value().isEmpty() || key.value().endsWith(":");
    return quoted ? '"' + key.value() + '"' : key.value();
  }

  private static String line(int depth, String text) {
    return "# " + "  ".repeat(depth) + text + "\n";
  }
}
