package io.heartwire.gateway.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows one of a fixed list of tokens. Thread safe.
 *
 * <p>Every login is compared with every token, and each comparison takes the same time whatever the
 * credential: nothing is learned from how long a refusal takes. Only hashes of the tokens are kept.
 */
public final class StaticTokens implements Authenticator {
  private final List<Entry> entries;

  /**
   * One token.
   *
   * @param secret what the client sends as its credential, or its {@linkplain SecretHash#text hash}
   * @param identity whom it stands for; with no user, the client may name one; with tags, the
   *     client has those beside its own
   * @param clients which client ids may use it
   */
  public record Token(String secret, Identity identity, Predicate<String> clients) {
    public Token {
      if (secret.isEmpty()) {
        throw new IllegalArgumentException(
            "a token's secret is empty, so everybody would know it: give it a value");
      }
    }

    @Override
    public String toString() {
      return "Token[secret=***, identity=" + identity + "]";
    }
  }

  private record Entry(SecretHash hash, Token token) {}

  /** Lets in who knows one of {@code tokens}. */
  public StaticTokens(List<Token> tokens) {
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "auth.tokens is empty, so nobody could log in: add a token, or set auth.mode to open");
    }
    this.entries =
        tokens.stream().map(token -> new Entry(SecretHash.of(token.secret()), token)).toList();
  }

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    Token found = null;
    for (Entry entry : entries) {
      if (entry.hash().isOf(login.credential())) {
        found = entry.token();
      }
    }
    return CompletableFuture.completedFuture(verdict(found, login));
  }

  private static Outcome verdict(@Nullable Token found, Login login) {
    if (found == null) {
      return new Outcome.Refused("unknown token");
    }
    if (!found.clients().test(login.clientId().value())) {
      return new Outcome.Refused("the token is not for this client id");
    }
    Identity identity = found.identity().with(login.tags());
    if (login.user().isEmpty()) {
      return new Outcome.Accepted(identity);
    }
    if (identity.user().isEmpty()) {
      return new Outcome.Accepted(
          new Identity(Optional.of(login.user()), identity.group(), identity.tags()));
    }
    return identity.user().get().equals(login.user())
        ? new Outcome.Accepted(identity)
        : new Outcome.Refused("the token belongs to another user than it claims");
  }
}
