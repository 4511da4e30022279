package io.heartwire.gateway.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a secret: enough to know it again, too little to use it. In a configuration a
 * secret may stand as such, or as {@code sha256:} and 64 hexadecimal digits. Immutable.
 */
public final class SecretHash {
  private static final String PREFIX = "sha256:";

  private final byte[] hash;

  private SecretHash(byte[] hash) {
    this.hash = hash;
  }

  /** Of {@code configured}, which is a secret, or a hash as text. */
  public static SecretHash of(String configured) {
    return new SecretHash(
        configured.startsWith(PREFIX)
            ? HexFormat.of().parseHex(configured.substring(PREFIX.length()))
            : hash(configured));
  }

  /** The hash of {@code secret} as a configuration may have it. */
  public static String text(String secret) {
    return PREFIX + HexFormat.of().formatHex(hash(secret));
  }

  /** Whether {@code offered} is the secret; takes as long for every one of its length. */
  public boolean isOf(String offered) {
    return MessageDigest.isEqual(hash, hash(offered));
  }

  private static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }
}
