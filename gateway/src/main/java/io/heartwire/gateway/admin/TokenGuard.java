package io.heartwire.gateway.admin;

import io.heartwire.gateway.config.AdminConfig;
import io.heartwire.gateway.session.SecretHash;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Asks whoever comes for a token, if the configuration has any: one to see, one to do. Whether the
 * gateway lives can be seen without. Thread safe.
 */
final class TokenGuard {
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");
  private static final Set<String> SEEING = Set.of("GET", "HEAD");

  private final Optional<SecretHash> read;
  private final Optional<SecretHash> operate;

  TokenGuard(AdminConfig config) {
    this.read = hash(config.readToken());
    this.operate = hash(config.operateToken());
  }

  private static Optional<SecretHash> hash(String token) {
    return token.isEmpty() ? Optional.empty() : Optional.of(SecretHash.of(token));
  }

  /** Whether anybody needs a token. */
  boolean asks() {
    return operate.isPresent();
  }

  void check(Context request) {
    if (!asks() || OPEN.contains(request.path())) {
      return;
    }
    String offered = offered(Optional.ofNullable(request.header("Authorization")).orElse(""));
    // Both are compared, whatever the first says: how long it takes tells nothing.
    boolean mayDo = operate.filter(it -> it.isOf(offered)).isPresent();
    boolean maySee = read.filter(it -> it.isOf(offered)).isPresent() || mayDo;
    if (!maySee) {
      request.header("WWW-Authenticate", "Basic realm=\"heartwire\", charset=\"UTF-8\"");
      throw new Refusal(
          401,
          "Unauthorized",
          "this needs a token: send it as 'Authorization: Bearer', or set HEARTWIRE_ADMIN_TOKEN");
    }
    if (!mayDo && !SEEING.contains(request.method().name())) {
      throw new Refusal(
          403, "Forbidden", "this token may see, and do nothing: use that of admin.operate-token");
    }
  }

  /** The token in the header: itself, or the password beside any name. */
  private static String offered(String header) {
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return header.substring(7).strip();
    }
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        byte[] pair = Base64.getDecoder().decode(header.substring(6).strip());
        String text = new String(pair, StandardCharsets.UTF_8);
        return text.substring(text.indexOf(':') + 1);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
    return "";
  }
}
