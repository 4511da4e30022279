package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsWordsOnTheLeftAndNumbersOnTheRight() {
    var table = new Table("CLIENT", "SILENT");
    table.row("a", "9.0 s");
    table.row("device-10", "120.0 s");
    assertThat(table.toString().lines())
        .containsExactly("CLIENT      SILENT", "a            9.0 s", "device-10  120.0 s");
  }

  @Test
  void leavesNoBlanksAtTheEndOfALine() {
    var table = new Table("A", "B");
    table.row("x", "a long cell");
    table.row("y", "z");
    assertThat(table.toString().lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void keepsWhatAPeerWroteWithinItsCell() {
    var table = new Table("CLIENT", "DETAIL");
    table.row("a", "bye\n\u001b[2Jb       SILENT\u202E\u0007");
    assertThat(table.toString().lines())
        .containsExactly("CLIENT  DETAIL", "a       bye??[2Jb       SILENT??");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatThrownBy(() -> new Table("A").row("1", "2")).hasMessageContaining("2 cells");
  }
}
