package io.heartwire.cli;

import io.heartwire.wire.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under headings, in columns as wide as their widest cell; numbers stand on the right.
 * Whatever peers wrote into a cell stays in it: every cell is {@link Printable}.
 */
final class Table {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = printable(headings);
  }

  void row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row has " + cells.length + " cells, the table " + headings.size() + " columns");
    }
    rows.add(printable(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  private static List<String> printable(String[] cells) {
    return Arrays.stream(cells).map(Printable::of).toList();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    line(text, headings);
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells) {
    int start = text.length();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      text.append(column == 0 ? "" : "  ");
      text.append(isNumeric(column) ? padding + cell : cell + padding);
    }
    int end = text.length();
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(end);
    text.append(System.lineSeparator());
  }

  private int width(int column) {
    int widest = headings.get(column).length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row -> row.get(column).matches("-|[0-9][0-9,.]*( ?(ms|s|m|h|d))?"));
  }
}
