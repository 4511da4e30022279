package io.heartwire.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The authorities in a PEM file, for clients of the JDK. */
final class Authorities {
  private Authorities() {}

  /**
   * What trusts those in {@code pem}, and nobody else.
   *
   * @throws CommandFailure if there are none, or the file cannot be read
   */
  static SSLContext trusting(Path pem) {
    try (InputStream in = Files.newInputStream(TlsOption.readable("--ca", pem))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      if (number == 0) {
        throw unusable(pem, "it holds no certificate");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(pem, CommandFailure.sentenceOf(e));
    }
  }

  private static CommandFailure unusable(Path pem, String why) {
    return new CommandFailure(
        ExitCode.USAGE,
        "--ca (" + pem + ") cannot be used (" + why + "): it must be PEM, with certificates");
  }
}
