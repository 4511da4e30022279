package io.heartwire.gateway.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows one of a fixed list of tokens. Thread safe.
 *
 * <p>A token may be bound to a user and a group. Every login is compared with every token, and each
 * comparison takes the same time whatever the credential: nothing is learned from how long a
 * refusal takes. Only hashes of the tokens are kept.
 */
public final class StaticTokens implements Authenticator {
  private final List<Entry> entries;

  private record Entry(ByteBuffer hash, Identity identity) {}

  private StaticTokens(List<Entry> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(
          "auth.tokens is empty, so nobody could log in: add a token, or set auth.mode to open");
    }
    this.entries = List.copyOf(entries);
  }

  /** Lets in who knows a key of {@code identities}, as the identity it stands for. */
  public static StaticTokens of(Map<String, Identity> identities) {
    List<Entry> entries = new ArrayList<>();
    identities.forEach((token, identity) -> entries.add(entry(token, identity)));
    return new StaticTokens(entries);
  }

  /**
   * Reads one token a line: {@code token [user [group]]}, separated by blanks; a {@code -} for the
   * user means none. Empty lines and lines that begin with {@code #} are skipped.
   *
   * @throws IllegalArgumentException if a line has another form; it names file and line, never the
   *     token
   * @throws UncheckedIOException if the file cannot be read
   */
  public static StaticTokens read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "auth.tokens-file " + file + " cannot be read: create it, or correct the path", e);
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(parse(line, file + ":" + (i + 1)));
      }
    }
    return new StaticTokens(entries);
  }

  private static Entry parse(String line, String place) {
    String[] words = line.split("\\s+", -1);
    if (words.length > 3) {
      throw new IllegalArgumentException(
          place + " has " + words.length + " words, allowed are 3 (token user group): remove some");
    }
    Optional<String> user =
        words.length < 2 || words[1].equals("-") ? Optional.empty() : Optional.of(words[1]);
    String group = words.length < 3 ? Identity.DEFAULT_GROUP : words[2];
    return entry(words[0], new Identity(user, group));
  }

  private static Entry entry(String token, Identity identity) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException(
          "auth.tokens has an empty token, which everybody knows: give it a value");
    }
    return new Entry(ByteBuffer.wrap(hash(token)), identity);
  }

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    byte[] offered = hash(login.credential());
    Identity found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash().array(), offered)) {
        found = entry.identity();
      }
    }
    return CompletableFuture.completedFuture(verdict(found, login));
  }

  private static Outcome verdict(@Nullable Identity found, Login login) {
    if (found == null) {
      return new Outcome.Refused("unknown token");
    }
    boolean claimsAnother =
        !login.user().isEmpty()
            && found.user().isPresent()
            && !found.user().get().equals(login.user());
    if (claimsAnother) {
      return new Outcome.Refused("the token belongs to another user than it claims");
    }
    if (found.user().isEmpty() && !login.user().isEmpty()) {
      return new Outcome.Accepted(new Identity(Optional.of(login.user()), found.group()));
    }
    return new Outcome.Accepted(found);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }
}
