package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.session.Identity;

/**
 * What a client's row says of the place where it sits, as one field: each field costs Redis time.
 * What scripts want of it they find by its place in the list, which is here and in {@code
 * partition.lua}.
 *
 * @param graceMs how long it may be away
 * @param door where it came in
 * @param group its group
 */
record Seat(long graceMs, Claim.Door door, String group) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GROUP = 4;

  static Seat of(Claim claim) {
    return new Seat(claim.grace().toMillis(), claim.door(), claim.group());
  }

  static Seat of(String text) {
    try {
      JsonNode list = JSON.readTree(text);
      return new Seat(
          list.path(0).asLong(),
          new Claim.Door(list.path(1).asText(), list.path(2).asText(), list.path(3).asText()),
          list.path(GROUP).asText(Identity.DEFAULT_GROUP));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "what Redis holds of a client ("
              + text
              + ") is no list: somebody else writes below redis.prefix, choose another one",
          e);
    }
  }

  String text() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    list.add(graceMs).add(door.listener()).add(door.remoteAddress()).add(door.version());
    if (!group.equals(Identity.DEFAULT_GROUP)) {
      list.add(group);
    }
    return list.toString();
  }
}
