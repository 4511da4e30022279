package io.heartwire.cli;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.heartwire.wire.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Escapes what JSON would let through and a terminal obeys: DEL, the second set of control
 * characters, and those that turn the direction of a text. It remains the same JSON.
 */
final class JsonEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1;
  private static final int DEL = 0x7F;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
    escapes[DEL] = CharacterEscapes.ESCAPE_STANDARD;
    return escapes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    boolean half = Character.isSurrogate((char) character);
    return Printable.isUnfit(character) && !half
        ? new SerializedString(String.format("\\u%04X", character))
        : null;
  }
}
