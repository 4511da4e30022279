package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Dead letters on Redis: of each reader a set in the order of their numbers. Thread safe. */
final class RedisDeadLetters implements DeadLetters {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RedisLink link;
  private final Keys keys;

  RedisDeadLetters(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Long> remove(String reader, long number) {
    return link.commands()
        .zremrangebyscore(letters(reader), Range.create(number, number))
        .thenCompose(gone -> link.commands().zcard(letters(reader)));
  }

  @Override
  public List<DeadLetter> list(String reader, long after, int limit) {
    Range<Long> range =
        Range.from(Range.Boundary.excluding(after), Range.Boundary.<Long>unbounded());
    return link
        .await(link.commands().zrangebyscore(letters(reader), range, Limit.from(limit)))
        .stream()
        .map(text -> letter(reader, text))
        .toList();
  }

  @Override
  public long count(String reader) {
    return link.await(link.commands().zcard(letters(reader)));
  }

  private String letters(String reader) {
    return keys.log("dead:" + reader);
  }

  /** As it is kept. */
  static String json(DeadLetter letter) {
    Event event = letter.event();
    ObjectNode json = JSON.createObjectNode();
    json.put("number", event.number()).put("at", Micros.of(event.at()));
    json.put("type", event.type().word()).put("epoch", event.epoch()).put("data", event.data());
    event.client().ifPresent(client -> json.put("client", client));
    event.user().ifPresent(user -> json.put("user", user));
    return json.put("givenUp", Micros.of(letter.at())).put("why", letter.why()).toString();
  }

  private static DeadLetter letter(String reader, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      String word = json.get("type").asText();
      Event event =
          new Event(
              json.get("number").asLong(),
              Micros.instant(json.get("at").asLong()),
              EventType.of(word)
                  .orElseThrow(
                      () -> new IllegalStateException("a dead letter of unknown type " + word)),
              text(json, "client"),
              text(json, "user"),
              json.get("epoch").asLong(),
              json.get("data").asText());
      return new DeadLetter(
          reader, event, Micros.instant(json.get("givenUp").asLong()), json.get("why").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a dead letter in Redis is not JSON", e);
    }
  }

  private static Optional<String> text(JsonNode json, String name) {
    return json.has(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
  }
}
