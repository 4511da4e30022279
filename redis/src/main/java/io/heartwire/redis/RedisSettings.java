package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.JsonText;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is set for all nodes: one hash, and its version, which each node compares with what it knows
 * once a second. Thread safe.
 *
 * <p>Versions are times of Redis, as far as that goes on. A server whose version is smaller than
 * that which a node knows has lost the latest changes, and that node restores what was set.
 */
final class RedisSettings implements SharedSettings {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSettings.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
  private static final String UNKNOWN = "-";
  private static final int ATTEMPTS = 3;

  private final RedisLink link;
  private final Keys keys;

  /** Who holds this looks; others wait. */
  private final Object looking = new Object();

  /** What is set by all that this node knows, as Redis has it, and its version. */
  private volatile Known known = new Known("0", Map.of());

  /** Changes that Redis has not confirmed; guarded by this, as are those below. */
  private int underWay;

  /** How many were made here, by whoever decided them. */
  private long changes;

  /** The follower is to be told whatever Redis has, also if that is known. */
  private boolean again = true;

  private @Nullable Follower follower;

  private record Known(String version, Map<String, String> values) {}

  RedisSettings(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Boolean> put(SharedSetting setting) {
    long micros = setting.left().map(Duration::toNanos).orElse(0L) / 1_000;
    // 0 stands for always.
    long least = setting.left().isPresent() ? 1 : 0;
    return write(
        name(setting.kind(), setting.name()),
        Long.toString(Math.max(least, micros)),
        text(setting.texts()));
  }

  @Override
  public CompletionStage<Boolean> remove(SharedSetting.Kind kind, String name) {
    return write(name(kind, name), "0", "");
  }

  private CompletionStage<Boolean> write(String name, String micros, String json) {
    synchronized (this) {
      underWay++;
      changes++;
    }
    return attempt(name, micros, json, ATTEMPTS)
        .whenComplete(
            (done, e) -> {
              synchronized (this) {
                underWay--;
                // What failed is in force here only: what Redis has counts.
                again |= e != null;
              }
            });
  }

  private CompletionStage<Boolean> attempt(String name, String micros, String json, int left) {
    Known base = known;
    return link.run(Script.SETTING, keys.log(), base.version(), name, micros, json)
        .thenCompose(
            reply -> {
              if (reply.number(0) >= 0) {
                return CompletableFuture.completedFuture(reply.number(0) == 1);
              }
              if (left == 1) {
                throw new IllegalStateException(
                    "Redis has lost what was set before, and could not be told in "
                        + ATTEMPTS
                        + " attempts");
              }
              return restored(base).thenCompose(done -> attempt(name, micros, json, left - 1));
            });
  }

  private CompletionStage<Reply> restored(Known lost) {
    List<String> values = new ArrayList<>(List.of(lost.version()));
    lost.values().forEach((name, value) -> values.addAll(List.of(name, value)));
    return link.run(Script.RESTORE, keys.log(), values.toArray(String[]::new))
        .thenApply(
            reply -> {
              if (reply.number(0) == 1) {
                LOG.warn(
                    "Redis had lost what was set for all gateways: it has the {} of version {} again",
                    lost.values().size(),
                    lost.version());
              }
              return reply;
            });
  }

  @Override
  public synchronized <T> T change(Supplier<T> change) {
    changes++;
    return change.get();
  }

  @Override
  public void follow(Follower next) {
    synchronized (this) {
      follower = next;
      again = true;
    }
    look();
  }

  /**
   * Sees whether anything has changed, and tells the follower. Called once a second; waits for
   * Redis.
   */
  void look() {
    synchronized (looking) {
      long before;
      boolean whole;
      synchronized (this) {
        if (underWay > 0) {
          return;
        }
        before = changes;
        whole = again;
        again = true;
      }
      Known base = known;
      Reply reply =
          link.await(link.run(Script.SETTINGS, keys.log(), whole ? UNKNOWN : base.version()));
      if (Long.parseLong(reply.text(0)) < Long.parseLong(base.version())) {
        link.await(restored(base));
      } else if (reply.size() == 1) {
        synchronized (this) {
          again = underWay > 0 || changes != before;
        }
      } else {
        known = known(reply);
        tell(present(known, Long.parseLong(reply.text(1))), before);
      }
    }
  }

  private static Known known(Reply reply) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 2; i + 1 < reply.size(); i += 2) {
      values.put(reply.text(i), reply.text(i + 1));
    }
    return new Known(reply.text(0), values);
  }

  /** Once the follower was told, nothing is left to be told again. */
  private synchronized void tell(List<SharedSetting> present, long before) {
    Follower told = follower;
    if (changes != before || told == null) {
      // What was read may be of before the change.
      return;
    }
    again = false;
    try {
      told.present(present);
    } catch (RuntimeException e) {
      LOG.error("what was set for all gateways is not in force here: a defect of ours", e);
    }
  }

  private static List<SharedSetting> present(Known known, long nowMicros) {
    List<SharedSetting> present = new ArrayList<>();
    known
        .values()
        .forEach((name, value) -> setting(name, value, nowMicros).ifPresent(present::add));
    return present;
  }

  private static Optional<SharedSetting> setting(String name, String value, long nowMicros) {
    String word = name.substring(0, name.indexOf(' '));
    Optional<SharedSetting.Kind> kind =
        Arrays.stream(SharedSetting.Kind.values()).filter(it -> it.word().equals(word)).findFirst();
    if (kind.isEmpty()) {
      LOG.warn(
          "'{}' was set for all gateways, and is unknown here: let all run the same version", name);
      return Optional.empty();
    }
    String[] parts = value.split(" ", 2);
    long until = Long.parseLong(parts[0]);
    Optional<Duration> left =
        until == 0
            ? Optional.empty()
            : Optional.of(Duration.of(Math.max(0, until - nowMicros), ChronoUnit.MICROS));
    return Optional.of(
        new SharedSetting(kind.get(), name.substring(word.length() + 1), texts(parts[1]), left));
  }

  /** Targets among what is set, by name; waits for Redis. */
  List<SavedTarget> targets() {
    look();
    Map<String, SavedTarget> targets = new TreeMap<>();
    for (SharedSetting setting : present(known, 0)) {
      if (setting.kind() == SharedSetting.Kind.TARGET) {
        targets.put(setting.name(), new SavedTarget(setting.name(), setting.texts()));
      }
    }
    return List.copyOf(targets.values());
  }

  private static String text(Map<String, String> texts) {
    return JsonText.object(
        json -> {
          for (Map.Entry<String, String> one : new TreeMap<>(texts).entrySet()) {
            json.writeStringField(one.getKey(), one.getValue());
          }
        });
  }

  private static Map<String, String> texts(String json) {
    try {
      return JSON.readValue(json, TEXTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what Redis holds is not JSON: " + json, e);
    }
  }

  private static String name(SharedSetting.Kind kind, String name) {
    return kind.word() + " " + name;
  }
}
