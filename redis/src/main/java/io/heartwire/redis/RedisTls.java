package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngineFactory.Tls;
import io.lettuce.core.SslOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whom a gateway trusts to be its Redis, and who it says it is. */
final class RedisTls {
  private RedisTls() {}

  /**
   * Of these files.
   *
   * @throws IllegalStateException if one cannot be read; the message is one sentence
   */
  static SslOptions options(Tls tls) {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    if (!tls.ca().isEmpty()) {
      options.trustManager(file("redis.ca", tls.ca()));
    }
    if (!tls.certificate().isEmpty()) {
      options.keyManager(
          file("redis.certificate", tls.certificate()), file("redis.key", tls.key()), new char[0]);
    }
    return options.build();
  }

  private static File file(String key, String path) {
    if (!Files.isReadable(Path.of(path))) {
      throw new IllegalStateException(
          key + " (" + path + ") cannot be read: look whether it is there, and who may read it");
    }
    return new File(path);
  }
}
