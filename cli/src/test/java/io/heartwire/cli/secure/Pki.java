package io.heartwire.cli.secure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Authorities and certificates of a test, made by the JDK's keytool, as PEM files in a folder. */
public final class Pki {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path folder;

  /** Files of one certificate: with those that lead to its authority, and its key. */
  public record Pem(Path certificate, Path key) {}

  public Pki(Path folder) {
    this.folder = folder;
  }

  public Pem authority(String alias) {
    return made(alias, List.of("-ext", "bc:c"));
  }

  public Pem issued(String authority, String alias, String names) {
    return made(alias, List.of("-signer", authority, "-ext", "san=" + names));
  }

  private Pem made(String alias, List<String> more) {
    Path store = folder.resolve("store.p12");
    var command = new ArrayList<>(List.of("-genkeypair", "-keystore"));
    command.addAll(List.of(store.toString(), "-storepass", new String(PASSWORD), "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
    command.addAll(more);
    command.add("-debug"); // throws what would otherwise end this process
    try {
      // In this process: one of its own costs most of a second for each certificate.
      synchronized (Pki.class) { // it sets things of the whole process
        Class.forName("sun.security.tools.keytool.Main")
            .getMethod("main", String[].class)
            .invoke(null, (Object) command.toArray(String[]::new));
      }
      return written(alias, KeyStore.getInstance(store.toFile(), PASSWORD));
    } catch (IOException | ReflectiveOperationException | GeneralSecurityException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    }
  }

  private Pem written(String alias, KeyStore from) throws IOException, GeneralSecurityException {
    var chain = new StringBuilder();
    for (Certificate each : from.getCertificateChain(alias)) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    return new Pem(
        Files.writeString(folder.resolve(alias + ".crt"), chain),
        Files.writeString(
            folder.resolve(alias + ".key"),
            pem("PRIVATE KEY", from.getKey(alias, PASSWORD).getEncoded())));
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
