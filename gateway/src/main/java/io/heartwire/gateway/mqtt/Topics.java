package io.heartwire.gateway.mqtt;

import io.heartwire.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Topics and filters: their form, and what they name. A message up has the topic as its type; a
 * message down comes on {@code inbox/} and its type. Source of the forms: OASIS MQTT 5.0, 4.7.
 */
public final class Topics {
  /** What every topic of a message down begins with. */
  public static final String INBOX = "inbox/";

  private static final String SHARED = "$share/";

  private Topics() {}

  /** Why nothing can be published on {@code topic} here; empty if it can. */
  public static String problemWith(String topic) {
    if (topic.isEmpty()) {
      return "the topic is empty: name one";
    }
    if (topic.charAt(0) == '$') {
      return "the topic begins with $, which no client may use: choose another";
    }
    int bytes = topic.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Frame.Message.MAX_TYPE_BYTES) {
      return "the topic has "
          + bytes
          + " bytes, limit "
          + Frame.Message.MAX_TYPE_BYTES
          + ": shorten it";
    }
    for (int i = 0; i < topic.length(); i++) {
      if (Character.isISOControl(topic.charAt(i))) {
        return String.format(
            Locale.ROOT,
            "the topic has the control character U+%04X at position %d: remove it",
            (int) topic.charAt(i),
            i);
      }
    }
    return "";
  }

  /**
   * Where a message down of {@code type} comes; what no topic may contain is written as {@code
   * %2B}.
   */
  public static String ofMessage(String type) {
    StringBuilder topic = new StringBuilder(INBOX);
    for (int i = 0; i < type.length(); i++) {
      char c = type.charAt(i);
      if (c == '+' || c == '#' || c == '%' || Character.isISOControl(c)) {
        topic.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        topic.append(c);
      }
    }
    return topic.toString();
  }

  /** The type of the message that {@code topic} names, if it is one of the inbox; else itself. */
  public static String withoutInbox(String topic) {
    return topic.startsWith(INBOX) ? topic.substring(INBOX.length()) : topic;
  }

  /** Whether {@code filter} is one by the standard. */
  public static boolean isFilter(String filter) {
    if (filter.isEmpty()) {
      return false;
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      boolean hash = level.indexOf('#') >= 0;
      boolean plus = level.indexOf('+') >= 0;
      if ((hash && (level.length() > 1 || i < levels.length - 1)) || (plus && level.length() > 1)) {
        return false;
      }
    }
    return true;
  }

  /** What becomes of a wish to subscribe to {@code filter}, which {@link #isFilter}. */
  public static ReasonCode judge(String filter) {
    if (filter.startsWith(SHARED)) {
      return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    boolean own = filter.startsWith(INBOX) && filter.length() > INBOX.length();
    return own ? ReasonCode.SUCCESS : ReasonCode.TOPIC_FILTER_INVALID;
  }

  /** Whether {@code filter} selects {@code topic}. */
  static boolean matches(String filter, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i == levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }
}
