package io.heartwire.gateway.targets;

import java.util.Locale;

/**
 * What a gateway says of one target to another, of what it saw itself.
 *
 * @param kind what it can say
 * @param ageMs how long ago it last saw it; 0 unless that is what it says
 * @param roundTripMs of that
 * @param dead whether it has come to the verdict that it is dead
 * @param detail why nothing was seen, in a sentence; empty if it was
 */
record Word(Kind kind, long ageMs, long roundTripMs, boolean dead, String detail) {
  private static final int LONGEST_DETAIL = 500;
  private static final int WORDS = 5;

  /** What can be said. */
  enum Kind {
    /** It saw it when it should have, as far as it can say. */
    SEEN,
    /** It looked in vain, as often as it takes. */
    MISSED,
    /** Its word does not count: it was late itself, or could not look, or not often enough. */
    ABSTAINS,
    /** It looks at no target of this name at this place. */
    KNOWS_IT_NOT
  }

  static final Word KNOWS_IT_NOT = new Word(Kind.KNOWS_IT_NOT, 0, 0, false, "");

  static Word abstains(boolean dead, String why) {
    return new Word(Kind.ABSTAINS, 0, 0, dead, why);
  }

  /** Whether it looks at the target at all. */
  boolean isOfIt() {
    return kind != Kind.KNOWS_IT_NOT;
  }

  String text() {
    String why = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    return String.join(
        " ", kind.name().toLowerCase(Locale.ROOT), "" + ageMs, "" + roundTripMs, "" + dead, why);
  }

  /** What {@link #text} made; an IllegalArgumentException if it is none. */
  static Word of(String text) {
    String[] words = text.split(" ", WORDS);
    if (words.length < WORDS) {
      throw new IllegalArgumentException("no word of a gateway on a target: " + text);
    }
    return new Word(
        Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Boolean.parseBoolean(words[3]),
        words[4]);
  }
}
