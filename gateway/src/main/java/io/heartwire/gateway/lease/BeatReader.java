package io.heartwire.gateway.lease;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.SharedValues;
import io.heartwire.gateway.session.Tags;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes heartbeats of what came by HTTP. Thread safe. */
public final class BeatReader {
  /** Heartbeats in one batch. */
  public static final int MOST_IN_A_BATCH = 1_000;

  private static final Set<String> STATUS =
      new TreeSet<>(Set.of("battery", "signal", "load", "health", "values"));
  private static final Set<String> ONE =
      new TreeSet<>(Set.of("ttlMs", "status", "tags", "user", "version", "groupVersion"));
  private static final Set<String> OF_A_BATCH =
      new TreeSet<>(
          Set.of("clientId", "ttlMs", "status", "tags", "user", "version", "groupVersion"));
  private static final Set<String> BATCH = Set.of("heartbeats");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

  private final SharedValues<String> versions = new SharedValues<>();
  private final SharedValues<Tags> tags = new SharedValues<>();

  /**
   * Who sends it.
   *
   * @param credential the secret; never logged
   * @param byToken true if it is a heartbeat token
   * @param from where it comes from
   * @param listener by which it comes
   */
  public record Sender(
      String credential, boolean byToken, InetSocketAddress from, String listener) {
    /** Of a secret that says itself what it is. */
    public static Sender of(String credential, InetSocketAddress from, String listener) {
      return new Sender(credential, credential.startsWith(TokenBook.PREFIX), from, listener);
    }

    /** Without the credential. */
    @Override
    public String toString() {
      return "Sender[from=" + from + "]";
    }
  }

  /**
   * One of a batch.
   *
   * @param clientId as it was sent
   * @param beat what it says; empty if it is malformed
   * @param problem why it is; empty if it is not
   */
  public record Item(String clientId, Optional<Beat> beat, String problem) {}

  /**
   * A heartbeat of {@code clientId} with {@code body}, which may be empty.
   *
   * @throws MalformedBeatException if it is none
   */
  public Beat one(String clientId, byte[] body, Sender sender) {
    StrictJson json = StrictJson.of(body.length == 0 ? new byte[] {'{', '}'} : body, ONE);
    return beat(client(clientId), json, sender);
  }

  /**
   * What a batch consists of; one of them that is malformed leaves the others alone.
   *
   * @throws MalformedBeatException if it is none
   */
  public List<Item> batch(byte[] body, Sender sender) {
    StrictJson json = StrictJson.of(body, BATCH);
    List<JsonNode> all = json.objects("heartbeats", MOST_IN_A_BATCH);
    if (all.isEmpty()) {
      throw new MalformedBeatException(
          "the batch is empty: send {\"heartbeats\": [{\"clientId\": \"…\"}, …]}");
    }
    var items = new ArrayList<Item>(all.size());
    for (int i = 0; i < all.size(); i++) {
      items.add(item(all.get(i), "heartbeats[" + i + "]", sender));
    }
    return items;
  }

  private Item item(JsonNode node, String name, Sender sender) {
    String clientId = node.path("clientId").asText("");
    try {
      StrictJson json = StrictJson.item(node, name, OF_A_BATCH);
      ClientId client = client(json.text("clientId", Frame.Hello.MAX_CLIENT_ID_BYTES));
      return new Item(clientId, Optional.of(beat(client, json, sender).asOneOfMany()), "");
    } catch (MalformedBeatException e) {
      String shown = clientId.length() > ClientId.MAX_LENGTH ? "" : clientId;
      return new Item(shown, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * A heartbeat of which all is in its address.
   *
   * @param ttl such as {@code 90s} or {@code 25h}; empty if not said
   * @param health one word; empty if not said
   * @throws MalformedBeatException if it is none
   */
  public Beat bare(String clientId, String ttl, String health, Sender sender) {
    Status status = health.isEmpty() ? Status.NONE : Status.health(health(health));
    return new Beat(
        login(client(clientId), "", "", Tags.NONE, sender),
        sender.byToken(),
        ttl.isEmpty() ? Optional.empty() : Optional.of(duration(ttl)),
        status,
        0);
  }

  private static String health(String word) {
    return StrictJson.checked("health", word, Status.MAX_HEALTH_BYTES);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new MalformedBeatException(
          "ttl is '"
              + (text.length() > 32 ? text.substring(0, 32) + "…" : text)
              + "', must be a whole number with its unit, ms, s, m, h or d: write 90s, or 25h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(Math.min(number, Integer.MAX_VALUE));
    };
  }

  private static ClientId client(String clientId) {
    String problem = ClientId.problemWith(clientId);
    if (!problem.isEmpty()) {
      throw new MalformedBeatException(problem);
    }
    return new ClientId(clientId);
  }

  private Beat beat(ClientId client, StrictJson json, Sender sender) {
    List<String> words = json.texts("tags", Frame.Hello.MAX_TAGS, Frame.Hello.MAX_TAG_BYTES);
    return new Beat(
        login(
            client,
            json.text("user", Frame.Hello.MAX_USER_BYTES),
            json.text("version", Frame.Hello.MAX_VERSION_BYTES),
            words.isEmpty() ? Tags.NONE : tags.shared(new Tags(words)),
            sender),
        sender.byToken(),
        json.wholeNumber("ttlMs").map(Duration::ofMillis),
        json.member("status", STATUS).map(BeatReader::status).orElse(Status.NONE),
        json.wholeNumber("groupVersion").orElse(0L));
  }

  private Login login(ClientId client, String user, String version, Tags words, Sender sender) {
    return new Login(
        client,
        user,
        sender.credential(),
        versions.shared(version),
        Duration.ZERO,
        sender.listener(),
        sender.from(),
        words);
  }

  private static Status status(StrictJson json) {
    Map<String, String> values = new HashMap<>();
    json.free("values")
        .ifPresent(
            free ->
                free.properties()
                    .forEach(each -> values.put(each.getKey(), each.getValue().asText())));
    try {
      return new Status(
          optional(json.number("battery")),
          optional(json.number("signal")),
          optional(json.number("load")),
          health(json.text("health", Status.MAX_HEALTH_BYTES)),
          values);
    } catch (IllegalArgumentException e) {
      throw new MalformedBeatException(String.valueOf(e.getMessage()));
    }
  }

  private static OptionalDouble optional(Optional<Double> number) {
    return number.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
