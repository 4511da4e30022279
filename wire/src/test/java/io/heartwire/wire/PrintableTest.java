package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x07, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x200B, 0x200F, 0x2028, 0x2029, 0x202E, 0x2066,
        0xFEFF, 0xE0041
      })
  void replacesWhatForgesALineOrCommandsATerminal(int unfit) {
    assertThat(Printable.of("a" + Character.toString(unfit) + "b")).isEqualTo("a?b");
  }

  @Test
  void replacesHalfACharacter() {
    assertThat(Printable.of("a\uD800b")).isEqualTo("a?b");
  }

  @Test
  void leavesTextsOfEveryLanguageAsTheyAre() {
    String text = "Grüße 你好 שלום \uD83D\uDE00 e\u0301";
    assertThat(Printable.of(text)).isSameAs(text);
  }
}
