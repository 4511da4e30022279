package io.heartwire.gateway.lease;

import io.heartwire.gateway.session.Login;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * With what a client was let in, and until when that need not be proved again: a digest that is
 * worth nothing outside of this process, because {@code salt} is its own.
 *
 * @param digest over user and credential, and whether a certificate proved the client
 * @param atNanos when the authenticator accepted it
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package, and is never compared as one
record Proof(byte[] digest, long atNanos) {
  private static final int BYTES = 16;

  static Proof of(Login login, byte[] salt, long nowNanos) {
    return new Proof(digest(login, salt), nowNanos);
  }

  /** Whether {@code login} brings the same, and that was accepted less than {@code nanos} ago. */
  boolean covers(Login login, byte[] salt, long nowNanos, long nanos) {
    return nowNanos - atNanos < nanos && isOf(login, salt);
  }

  /** Whether {@code login} brings the same, however long ago that was accepted. */
  boolean isOf(Login login, byte[] salt) {
    return MessageDigest.isEqual(digest, digest(login, salt));
  }

  private static byte[] digest(Login login, byte[] salt) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      sha.update(login.user().getBytes(StandardCharsets.UTF_8));
      sha.update((byte) (login.certified() ? 1 : 0));
      sha.update(login.credential().getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(sha.digest(), BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }
}
