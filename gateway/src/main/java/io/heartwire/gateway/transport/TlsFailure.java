package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;

/** Why TLS with a peer failed, in words that repeat nothing of what the peer sent. */
public final class TlsFailure {
  private static final int MOST_LETTERS = 200;
  private static final int MOST_CAUSES = 10;

  private TlsFailure() {}

  /** The end of the connection on which {@code thrown} was thrown. */
  public static Disconnect of(Throwable thrown) {
    return Disconnect.of(DisconnectReason.TLS_FAILED, text(thrown));
  }

  private static String text(Throwable thrown) {
    if (thrown instanceof NotSslRecordException) {
      // Its message shows the bytes, which may be a login, with its credential.
      return "what came is no TLS: is the client to use another port?";
    }
    Throwable cause = thrown;
    // OpenSSL's exceptions can be causes of each other.
    for (int depth = 0; depth < MOST_CAUSES; depth++) {
      if (cause.getCause() == null || cause instanceof CertificateException) {
        break;
      }
      cause = cause.getCause();
    }
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    String line = message.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MOST_LETTERS ? line : line.substring(0, MOST_LETTERS) + "…";
  }
}
