package io.heartwire.gateway.transport.tls;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.TlsConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes of settings and files what handshakes need. */
final class ServerContext {
  /** Forward secrecy and authenticated encryption, nothing else. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  private ServerContext() {}

  /**
   * What {@code config} and its files make.
   *
   * @throws ConfigException if they cannot be used; the message names the key and the file
   */
  static SslContext of(TlsConfig config) {
    return of(
        config,
        provider(config.provider()),
        switch (config.clientAuth()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
          case REQUIRE -> ClientAuth.REQUIRE;
        });
  }

  /** The same by the JDK, and asking for no certificate; throws the same. */
  static SslContext forOperators(TlsConfig config) {
    return of(config, SslProvider.JDK, ClientAuth.NONE);
  }

  private static SslContext of(TlsConfig config, SslProvider provider, ClientAuth clientAuth) {
    if (provider == SslProvider.JDK && System.getProperty(NO_RENEGOTIATION) == null) {
      // The JDK has no other way to say so; OpenSSL refuses by itself.
      System.setProperty(NO_RENEGOTIATION, "true");
    }
    SslContextBuilder builder = builder(config).sslProvider(provider);
    List<String> wanted = config.cipherList();
    builder
        .protocols(config.protocolList())
        .ciphers(wanted.isEmpty() ? CIPHERS : wanted, SupportedCipherSuiteFilter.INSTANCE)
        .clientAuth(clientAuth);
    SslContext context = build(config, builder);
    refuseUnknown(wanted, context.cipherSuites());
    return context;
  }

  private static SslContextBuilder builder(TlsConfig config) {
    SslContextBuilder builder;
    try {
      builder =
          SslContextBuilder.forServer(
              new File(config.certificate()), new File(config.key()), password(config));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "tls.certificate ("
              + config.certificate()
              + ") and tls.key ("
              + config.key()
              + ") cannot be read: "
              + cause(e)
              + "; both must be PEM, the key in PKCS#8");
    }
    if (!config.clientCa().isEmpty()) {
      try {
        builder.trustManager(new File(config.clientCa()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "tls.client-ca ("
                + config.clientCa()
                + ") cannot be read: "
                + cause(e)
                + "; it must be PEM");
      }
    }
    return builder;
  }

  private static @Nullable String password(TlsConfig config) {
    return config.keyPassword().isEmpty() ? null : config.keyPassword();
  }

  private static SslContext build(TlsConfig config, SslContextBuilder builder) {
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigException(
          "tls.certificate ("
              + config.certificate()
              + ") with tls.key ("
              + config.key()
              + ") cannot be used: "
              + cause(e)
              + "; are they of one pair, and the ciphers known?");
    }
  }

  private static void refuseUnknown(List<String> wanted, List<String> known) {
    var unknown = new ArrayList<>(wanted);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ConfigException(
          "tls.ciphers (" + String.join(",", unknown) + ") are not known here: use " + known);
    }
  }

  private static SslProvider provider(TlsConfig.Provider wanted) {
    boolean openSsl = OpenSsl.isAvailable();
    if (wanted == TlsConfig.Provider.OPENSSL && !openSsl) {
      throw new ConfigException(
          "tls.provider (openssl) does not load here ("
              + OpenSsl.unavailabilityCause()
              + "): use auto, or jdk");
    }
    return openSsl && wanted != TlsConfig.Provider.JDK ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  private static String cause(Throwable thrown) {
    Throwable root = thrown.getCause() == null ? thrown : thrown.getCause();
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
