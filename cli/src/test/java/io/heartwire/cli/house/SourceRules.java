package io.heartwire.cli.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What can only be seen in the sources: lengths, links, numbers. Each method answers complaints.
 */
final class SourceRules {
  static final int MAX_FILE_LINES = 400;
  static final int MAX_METHOD_LINES = 60;

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
  private static final Pattern TRAP = Pattern.compile("\\b[Tt]raps? ((?:\\d+(?:, | and |,)?)+)");
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "\\b(TODO|FIXME|XXX)\\b|@author\\b|@(Dis|En)abled\\w*|\\b(Assumptions|assum(e|ing)[A-Z]\\w*)\\b");

  private SourceRules() {}

  static List<String> tooLongFiles(List<Path> files) {
    var complaints = new ArrayList<String>();
    for (Path file : files) {
      long lines = Sources.read(file).lines().count();
      if (lines > MAX_FILE_LINES) {
        complaints.add(file + " has " + lines + " lines, limit " + MAX_FILE_LINES + ": split it");
      }
    }
    return complaints;
  }

  static List<String> tooLongMethods(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var complaints = new ArrayList<String>();
    try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  sources,
                  problem -> {},
                  null,
                  null,
                  sources.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodLengths(unit, positions, complaints).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return complaints;
  }

  /** Links of Markdown files to files or headings that are not there; the web is not asked. */
  static List<String> deadLinks(List<Path> pages) {
    var complaints = new ArrayList<String>();
    for (Path page : pages) {
      Matcher link = LINK.matcher(FENCED.matcher(Sources.read(page)).replaceAll(""));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("(https?|mailto):.*") && !leadsSomewhere(page, target)) {
          complaints.add(page + " links to " + target + ", which is not there");
        }
      }
    }
    return complaints;
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    if (parts.length == 1 || !file.toString().endsWith(".md")) {
      return true;
    }
    return HEADING
        .matcher(FENCED.matcher(Sources.read(file)).replaceAll(""))
        .results()
        .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1]));
  }

  private static String anchor(String heading) {
    return heading
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /** The numbers that stand in test sources as {@code trap 6} or {@code traps 26 and 36}. */
  static Set<Integer> trapsNamed(List<Path> tests) {
    var numbers = new TreeSet<Integer>();
    for (Path test : tests) {
      Matcher trap = TRAP.matcher(Sources.read(test));
      while (trap.find()) {
        for (String number : trap.group(1).split("\\D+", -1)) {
          if (!number.isEmpty()) {
            numbers.add(Integer.valueOf(number));
          }
        }
      }
    }
    return numbers;
  }

  /** Work that was put off, and tests that were switched off. */
  static List<String> leftovers(List<Path> files) {
    var complaints = new ArrayList<String>();
    for (Path file : files) {
      Matcher leftover = LEFTOVER.matcher(Sources.read(file));
      if (leftover.find()) {
        complaints.add(file + " says " + leftover.group());
      }
    }
    return complaints;
  }

  private static final class MethodLengths extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> complaints;

    MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> complaints) {
      this.unit = unit;
      this.positions = positions;
      this.complaints = complaints;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null && positions.getEndPosition(unit, method) >= 0) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        if (last - first + 1 > MAX_METHOD_LINES) {
          complaints.add(
              unit.getSourceFile().getName()
                  + ":"
                  + first
                  + " "
                  + method.getName()
                  + " has "
                  + (last - first + 1)
                  + " lines, limit "
                  + MAX_METHOD_LINES);
        }
      }
      return super.visitMethod(method, null);
    }
  }
}
