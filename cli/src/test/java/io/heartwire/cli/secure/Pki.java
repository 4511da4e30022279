package io.heartwire.cli.secure;

import static org.assertj.core.api.Assertions.assertThat;

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
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Path store = folder.resolve("store.p12");
    var command =
        new ArrayList<>(
            List.of(
                keytool,
                "-J-XX:TieredStopAtLevel=1",
                "-J-Dkeystore.pkcs12.macIterationCount=1",
                "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
                "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
                "-genkeypair",
                "-keystore"));
    command.addAll(List.of(store.toString(), "-storepass", new String(PASSWORD), "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
    command.addAll(more);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(said).isZero();
      return written(alias, KeyStore.getInstance(store.toFile(), PASSWORD));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
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
