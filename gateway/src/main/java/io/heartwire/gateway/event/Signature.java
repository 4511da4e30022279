package io.heartwire.gateway.event;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted: {@code X-Heartwire-Signature} is {@code sha256=} and the HMAC, in
 * hexadecimal, of {@code X-Heartwire-Timestamp}, a dot and the body. Thread safe.
 */
public final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  private final Optional<SecretKeySpec> key;
  private final InstantSource wallClock;

  /** With {@code secret}; if that is empty, there is the timestamp only. */
  public Signature(String secret, InstantSource wallClock) {
    this.key =
        secret.isEmpty()
            ? Optional.empty()
            : Optional.of(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    this.wallClock = wallClock;
  }

  /** {@code request} with this {@code body}, signed. */
  public HttpRequest post(HttpRequest.Builder request, String body) {
    String timestamp = Long.toString(wallClock.instant().getEpochSecond());
    request
        .header("X-Heartwire-Timestamp", timestamp)
        .POST(HttpRequest.BodyPublishers.ofString(body));
    key.ifPresent(
        it -> request.header("X-Heartwire-Signature", "sha256=" + code(it, timestamp, body)));
    return request.build();
  }

  private static String code(SecretKeySpec key, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] code = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
