package io.heartwire.redis;

import io.heartwire.gateway.cluster.JsonText;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node says of itself in its lease. Thread safe. */
final class Card {
  private static final Logger LOG = LoggerFactory.getLogger(Card.class);
  private static final int LONGEST_FACT = 256;

  private final Map<String, Supplier<String>> facts = new ConcurrentHashMap<>();
  private final Set<String> complained = ConcurrentHashMap.newKeySet();

  void describe(String key, Supplier<String> fact) {
    facts.put(key, fact);
  }

  /** As it is now: an object of JSON whose values are texts. */
  String text() {
    Map<String, String> now = new TreeMap<>();
    facts.forEach((key, fact) -> describe(now, key, fact));
    return JsonText.object(
        json -> {
          for (Map.Entry<String, String> fact : now.entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
          }
        });
  }

  /* Whatever one of them does, the lease is renewed. */
  private void describe(Map<String, String> now, String key, Supplier<String> fact) {
    try {
      String value = fact.get();
      if (value.length() <= LONGEST_FACT) {
        now.put(key, value);
      } else {
        complain(key, value.length() + " characters, limit " + LONGEST_FACT);
      }
    } catch (RuntimeException e) {
      complain(key, e.toString());
    }
  }

  private void complain(String key, String why) {
    if (complained.add(key)) {
      LOG.warn("other gateways are not told the {} of this one: {}", key, why);
    }
  }
}
