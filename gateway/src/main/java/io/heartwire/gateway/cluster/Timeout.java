package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A moment of which somebody wishes to be told.
 *
 * @param id its name: of the characters of a client id, up to 128 of them
 * @param at when, by the wall clock, from 1970 to 9999; what has passed is due at once
 * @param payload any JSON, handed back as it is; up to {@value #MAX_PAYLOAD_BYTES} bytes of UTF-8
 */
public record Timeout(String id, Instant at, String payload) {
  /** The longest payload, in bytes of UTF-8. */
  public static final int MAX_PAYLOAD_BYTES = 16_384;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  public Timeout {
    String problem = problemWith(id, at);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "the payload has "
              + bytes
              + " bytes, allowed are "
              + MAX_PAYLOAD_BYTES
              + ": keep the rest elsewhere, under the timeout's id");
    }
  }

  /** What is wrong with {@code id}, in words for its sender; empty if nothing is. */
  public static String problemWith(String id) {
    return ClientId.problemWith(id).replace("client id", "timeout id");
  }

  private static String problemWith(String id, Instant at) {
    if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
      return "at (" + at + ") must be from 1970 to 9999: correct it";
    }
    return problemWith(id);
  }
}
