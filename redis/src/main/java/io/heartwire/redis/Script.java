package io.heartwire.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What changes in Redis: each is a file of Lua beside this class, and atomic. */
enum Script {
  CLAIM(Place.SEAT),
  RECLAIM(Place.SEAT),
  RELEASE(Place.SEAT),
  GRANTED(Place.PARTITION),
  COMPARE(Place.PARTITION),
  OWNED(Place.PARTITION),
  EXPIRE(Place.PARTITION),
  LIFT(Place.PARTITION),
  FENCE(Place.PARTITION),
  REAP(Place.PARTITION),
  AGAIN(Place.PARTITION),
  STRANGERS(Place.PARTITION),
  RECORD(Place.PARTITION),
  LOST(Place.PARTITION),
  KEEP(Place.PARTITION),
  WAITING(Place.PARTITION),
  DELIVERED(Place.BOX),
  GIVEUP(Place.BOX),
  APPEND(Place.LOG),
  NOTE(Place.LOG),
  FORGET(Place.LOG),
  ENTER(Place.LOG),
  RENEW(Place.LOG),
  LEAD(Place.LOG),
  EXPEL(Place.LOG),
  SET(Place.LOG),
  CANCEL(Place.LOG),
  FIRE(Place.LOG),
  CURSOR(Place.LOG),
  TURN(Place.LOG),
  ADVANCE(Place.READER),
  BURY(Place.READER),
  GROUP(Place.LOG),
  INCIDENT(Place.LOG),
  ORPHAN(Place.LOG),
  SETTINGS(Place.LOG),
  SETTING(Place.LOG),
  RESTORE(Place.LOG),
  AUDIT(Place.LOG),
  TRIAL(Place.ANYWHERE);

  /** What a script begins with. */
  private enum Place {
    PARTITION,
    SEAT,
    BOX,
    LOG,
    READER,
    ANYWHERE;

    List<String> beginnings() {
      return switch (this) {
        case PARTITION -> List.of("partition");
        case SEAT -> List.of("partition", "seat");
        case BOX -> List.of("partition", "box");
        case LOG -> List.of("log");
        case READER -> List.of("log", "reader");
        case ANYWHERE -> List.of();
      };
    }
  }

  private final String text;
  private final String digest;

  Script(Place place) {
    StringBuilder whole = new StringBuilder();
    for (String beginning : place.beginnings()) {
      whole.append(read(beginning));
    }
    this.text = whole.append(read(name().toLowerCase(Locale.ROOT))).toString();
    this.digest = digest(text);
  }

  String text() {
    return text;
  }

  /** By which Redis knows it once it is loaded. */
  String digest() {
    return digest;
  }

  private static String read(String name) {
    try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
      if (file == null) {
        throw new IllegalStateException(name + ".lua is missing: a defect of ours");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }
}
