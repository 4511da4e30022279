package io.heartwire.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Authorities and certificates of a test, made by the JDK's keytool, as PEM files in a folder. */
public final class TestPki {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  /** Files of one certificate: with those that lead to its authority, and its key. */
  public record Pem(Path certificate, Path key) {
    /**
     * Settings that open {@code doors} over TLS with it, on free ports.
     *
     * @param doors {@code tls}, {@code https} or {@code mqtts}
     * @param more further keys and values
     */
    public String[] opens(List<String> doors, String... more) {
      List<String> all = new ArrayList<>();
      for (String door : doors) {
        all.addAll(List.of("listeners." + door + ".enabled", "true"));
        all.addAll(List.of("listeners." + door + ".port", "0"));
      }
      all.addAll(List.of("tls.certificate", certificate.toString(), "tls.key", key.toString()));
      all.addAll(List.of(more));
      return all.toArray(String[]::new);
    }
  }

  public TestPki(Path folder) {
    this.folder = folder;
  }

  /** An authority of its own. */
  public Pem authority(String alias) {
    return made(alias, List.of("-dname", "CN=" + alias, "-ext", "bc:c"));
  }

  /** A certificate of {@code authority} for a server on the loopback address. */
  public Pem server(String authority, String alias) {
    return issued(authority, alias, "san=ip:127.0.0.1,dns:localhost");
  }

  /** A certificate of {@code authority}, named by its alias, with this extension. */
  public Pem issued(String authority, String alias, String extension) {
    return made(alias, List.of("-dname", "CN=" + alias, "-signer", authority, "-ext", extension));
  }

  private Pem made(String alias, List<String> more) {
    var command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-keystore",
                store().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30"));
    command.addAll(more);
    try {
      keytool(command);
      return written(alias);
    } catch (IOException | ReflectiveOperationException | GeneralSecurityException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    }
  }

  /**
   * Runs the JDK's keytool in this process: one of its own costs most of a second of processor time
   * for each certificate. The build exports it to tests.
   */
  private static void keytool(List<String> command) throws ReflectiveOperationException {
    List<String> all = new ArrayList<>(command);
    all.add("-debug"); // throws what would otherwise end this process
    synchronized (TestPki.class) { // it sets things of the whole process
      Class.forName("sun.security.tools.keytool.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) all.toArray(String[]::new));
    }
  }

  private Path store() {
    return folder.resolve("store.p12");
  }

  private Pem written(String alias) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(store().toFile(), PASSWORD);
    var chain = new StringBuilder();
    for (Certificate each : store.getCertificateChain(alias)) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    Path certificate = folder.resolve(alias + ".crt");
    Path key = folder.resolve(alias + ".key");
    Files.writeString(certificate, chain);
    Files.writeString(key, pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
    return new Pem(certificate, key);
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  /** What a client needs that trusts {@code authority} and shows what {@code own} names, if any. */
  public SSLContext client(String authority, String... own) {
    try {
      KeyStore all = KeyStore.getInstance(store().toFile(), PASSWORD);
      KeyStore trusted = empty();
      trusted.setCertificateEntry(authority, all.getCertificate(authority));
      KeyStore shown = empty();
      for (String alias : own) {
        shown.setKeyEntry(
            alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(shown, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
