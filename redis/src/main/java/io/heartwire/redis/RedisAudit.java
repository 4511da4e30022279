package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The audit log on Redis: a stream whose ids are {@code NUMBER-0}. Thread safe. */
final class RedisAudit implements AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 500;

  private final RedisLink link;
  private final Keys keys;

  RedisAudit(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Long> write(AuditLine line) {
    return link.run(Script.AUDIT, keys.log(), json(line), Integer.toString(MOST))
        .thenApply(reply -> reply.number(0));
  }

  @Override
  public List<Entry> list(Wanted wanted, long before, int limit) {
    List<Entry> found = new ArrayList<>();
    long from = before;
    List<StreamMessage<String, String>> page;
    do {
      page = page(from);
      for (StreamMessage<String, String> message : page) {
        Entry entry =
            new Entry(LoggedEvents.number(message), line(new Fields(message.getBody()).text("l")));
        from = entry.number();
        if (found.size() < limit && isWanted(wanted, entry.line())) {
          found.add(entry);
        }
      }
    } while (found.size() < limit && page.size() == PAGE);
    return found;
  }

  private List<StreamMessage<String, String>> page(long before) {
    Range<String> range =
        before == Long.MAX_VALUE
            ? Range.unbounded()
            : Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(before + "-0"));
    return link.await(link.commands().xrevrange(keys.log("audit"), range, Limit.from(PAGE)));
  }

  private static boolean isWanted(Wanted wanted, AuditLine line) {
    return !line.at().isBefore(wanted.since())
        && wanted.action().map(line.action()::equals).orElse(true);
  }

  @Override
  public long count(Wanted wanted) {
    return list(wanted, Long.MAX_VALUE, MOST).size();
  }

  @Override
  public long dropped() {
    List<StreamMessage<String, String>> first =
        link.await(link.commands().xrange(keys.log("audit"), Range.unbounded(), Limit.from(1)));
    return first.isEmpty() ? 0 : LoggedEvents.number(first.get(0)) - 1;
  }

  private static String json(AuditLine line) {
    ObjectNode json = JSON.createObjectNode();
    json.put("at", Micros.of(line.at())).put("by", line.by()).put("action", line.action());
    json.put("scope", line.scope()).put("before", line.before()).put("after", line.after());
    line.expires().ifPresent(expires -> json.put("expires", Micros.of(expires)));
    return json.put("dryRun", line.dryRun()).put("result", line.result()).toString();
  }

  private static AuditLine line(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      Optional<Instant> expires =
          json.has("expires")
              ? Optional.of(Micros.instant(json.get("expires").asLong()))
              : Optional.empty();
      return new AuditLine(
          Micros.instant(json.get("at").asLong()),
          json.get("by").asText(),
          json.get("action").asText(),
          json.get("scope").asText(),
          json.get("before").asText(),
          json.get("after").asText(),
          expires,
          json.get("dryRun").asBoolean(),
          json.get("result").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line of the audit log in Redis is not JSON", e);
    }
  }
}
