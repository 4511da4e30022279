package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** TLS of all listeners that speak it: {@code tls.*}. */
public record TlsConfig(
    @Key(
            value = "",
            doc =
                "A PEM file with the certificate of this gateway, and after it those that lead to"
                    + " its authority. Read again when the file changes; connections stay.",
            allowed = "a path; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String certificate,
    @Key(
            value = "",
            doc = "A PEM file with the private key of `tls.certificate` (PKCS#8).",
            allowed = "a path; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String key,
    @Key(
            value = "",
            doc = "The password of `tls.key`; empty if it has none.",
            secret = true,
            reload = Reload.NEW_CONNECTIONS)
        String keyPassword,
    @Key(
            value = "none",
            doc =
                "Mutual TLS. `optional`: a client may show a certificate. `require`: it must. One"
                    + " that is shown must be of an authority in `tls.client-ca`.",
            reload = Reload.NEW_CONNECTIONS)
        ClientAuth clientAuth,
    @Key(
            value = "",
            doc = "A PEM file with the authorities whose client certificates are good.",
            allowed = "a path; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String clientCa,
    @Key(
            value = "cn",
            doc =
                "Where a client's certificate names the client: `cn` is the common name of its"
                    + " subject, `san` any of its alternative names (DNS, e-mail or URI), `none`"
                    + " nowhere. A login as anybody else is refused.",
            reload = Reload.NEW_CONNECTIONS)
        ClientId clientId,
    @Key(
            value = "TLSv1.3,TLSv1.2",
            doc = "The versions spoken, separated by commas.",
            allowed = "TLSv1.3, TLSv1.2",
            reload = Reload.NEW_CONNECTIONS)
        String protocols,
    @Key(
            value = "",
            doc =
                "The cipher suites, by their IANA names, separated by commas. Empty: those with"
                    + " forward secrecy and authenticated encryption.",
            reload = Reload.NEW_CONNECTIONS)
        String ciphers,
    @Key(
            value = "auto",
            doc = "`openssl`, `jdk`, or `auto`: OpenSSL where it loads, else the JDK's.",
            reload = Reload.NEW_CONNECTIONS)
        Provider provider,
    @Key(
            value = "10s",
            doc = "How often the files are looked at for changes. `off`: only at a reload.",
            allowed = "off, or 100ms to 2d")
        Duration watch) {

  private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  /** Whether clients show certificates. */
  public enum ClientAuth {
    /** They are not asked. */
    NONE,
    /** They may. */
    OPTIONAL,
    /** They must. */
    REQUIRE
  }

  /** Where the client id stands in a certificate. */
  public enum ClientId {
    /** Nowhere: the certificate lets in, and names nobody. */
    NONE,
    /** In the common name of the subject. */
    CN,
    /** In one of the alternative names. */
    SAN
  }

  /** What does the cryptography. */
  public enum Provider {
    /** {@link #OPENSSL} where it loads, else {@link #JDK}. */
    AUTO,
    /** BoringSSL, by Netty's native library. */
    OPENSSL,
    /** The JDK's own. */
    JDK
  }

  public TlsConfig {
    Limits.offOrTime("tls.watch", watch);
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new ConfigException(
          (key.isEmpty() ? "tls.certificate" : "tls.key")
              + " needs "
              + (key.isEmpty() ? "tls.key" : "tls.certificate")
              + ", but that is empty: name its PEM file");
    }
    if (clientAuth != ClientAuth.NONE && clientCa.isEmpty()) {
      throw new ConfigException(
          "tls.client-auth ("
              + Text.of(clientAuth)
              + ") needs tls.client-ca, or no client certificate could be good: name a PEM file"
              + " with the authorities");
    }
    for (String version : words(protocols)) {
      if (!VERSIONS.contains(version)) {
        throw new ConfigException(
            "tls.protocols (" + version + ") must be TLSv1.3 or TLSv1.2: use these, or one");
      }
    }
    if (words(protocols).isEmpty()) {
      throw new ConfigException("tls.protocols is empty: write TLSv1.3,TLSv1.2, or one of them");
    }
  }

  /** The versions spoken; at least one. */
  public List<String> protocolList() {
    return words(protocols);
  }

  /** The cipher suites; empty for the usual ones. */
  public List<String> cipherList() {
    return words(ciphers);
  }

  /** Whether a certificate can prove a client id. */
  public boolean certifies() {
    return clientAuth != ClientAuth.NONE && clientId != ClientId.NONE;
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
