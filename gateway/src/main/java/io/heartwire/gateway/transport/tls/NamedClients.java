package io.heartwire.gateway.transport.tls;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.config.TlsConfig;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Which clients a certificate names. */
final class NamedClients {
  /** E-mail, DNS and URI: the kinds of alternative names that are texts (RFC 5280). */
  private static final Set<Integer> TEXTS = Set.of(1, 2, 6);

  private NamedClients() {}

  /** Those that the peer's certificate names, of a valid form; empty if it has shown none. */
  static Optional<Set<String>> in(SSLEngine engine, TlsConfig.ClientId where) {
    try {
      Certificate shown = engine.getSession().getPeerCertificates()[0];
      return shown instanceof X509Certificate certificate
          ? Optional.of(in(certificate, where))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  static Set<String> in(X509Certificate certificate, TlsConfig.ClientId where) {
    Stream<String> found =
        switch (where) {
          case NONE -> Stream.empty();
          case CN -> commonName(certificate);
          case SAN -> alternatives(certificate);
        };
    return found
        .filter(name -> ClientId.problemWith(name).isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()));
    } catch (InvalidNameException e) {
      return Stream.empty();
    }
  }

  private static Stream<String> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Stream.empty()
          : names.stream()
              .filter(name -> TEXTS.contains(name.get(0)))
              .map(name -> String.valueOf(name.get(1)));
    } catch (CertificateParsingException e) {
      return Stream.empty();
    }
  }
}
