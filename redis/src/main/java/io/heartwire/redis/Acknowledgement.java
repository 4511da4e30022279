package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which message was acknowledged: the token of that event says it, so that every node that follows
 * the log hears of it, whoever waits for it.
 */
record Acknowledgement(ClientId client, String id) {
  /** No token of {@link LogTail#token} begins so. */
  private static final char BEGINNING = '/';

  static String token(ClientId client, String id) {
    return BEGINNING + encoded(client.value()) + BEGINNING + encoded(id);
  }

  /* Has neither a slash nor a space in it. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Empty if {@code token} is that of something else. */
  static Optional<Acknowledgement> of(String token) {
    if (token.isEmpty() || token.charAt(0) != BEGINNING) {
      return Optional.empty();
    }
    int middle = token.indexOf(BEGINNING, 1);
    return Optional.of(
        new Acknowledgement(
            new ClientId(decoded(token.substring(1, middle))),
            decoded(token.substring(middle + 1))));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
