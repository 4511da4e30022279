package io.heartwire.gateway.presence;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that prove to have been given out for a session: its epoch, and a code over client and
 * epoch (HMAC-SHA-256, RFC 2104, cut to 16 bytes). Nothing is kept for them. Thread safe; a few
 * microseconds each.
 */
final class ResumeKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int CODE_BYTES = 16;
  private static final int TOKEN_BYTES = Long.BYTES + CODE_BYTES;

  private final SecretKeySpec key;

  /** Never used itself: to look one up and to give it the key costs more than all the rest. */
  private final Mac template;

  ResumeKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.template = keyed();
  }

  /** The token for the session of {@code epoch}. */
  Bytes token(ClientId clientId, long epoch) {
    ByteBuffer token = ByteBuffer.allocate(TOKEN_BYTES).putLong(epoch);
    return Bytes.copyOf(token.put(code(clientId, epoch)).array());
  }

  /** The epoch that {@code token} is for; empty if it was not given to {@code clientId} by us. */
  OptionalLong epoch(ClientId clientId, Bytes token) {
    if (token.size() != TOKEN_BYTES) {
      return OptionalLong.empty();
    }
    ByteBuffer parts = token.asByteBuffer();
    long epoch = parts.getLong();
    byte[] code = new byte[CODE_BYTES];
    parts.get(code);
    return MessageDigest.isEqual(code, code(clientId, epoch))
        ? OptionalLong.of(epoch)
        : OptionalLong.empty();
  }

  private byte[] code(ClientId clientId, long epoch) {
    Mac mac = mac();
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(epoch).flip());
    byte[] code = mac.doFinal(clientId.value().getBytes(StandardCharsets.US_ASCII));
    return Arrays.copyOf(code, CODE_BYTES);
  }

  private Mac mac() {
    try {
      return (Mac) template.clone();
    } catch (CloneNotSupportedException e) {
      // Not of every provider can one be copied.
      return keyed();
    }
  }

  private Mac keyed() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
