package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import io.lettuce.core.SetArgs;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** The small things that all nodes have in common, each a field of a hash. Thread safe. */
final class Register implements HeartbeatTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
  private static final int SECRET_BYTES = 32;

  private final RedisLink link;
  private final Keys keys;

  Register(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** The one secret of all nodes: whoever comes first makes it. */
  byte[] secret(RandomGenerator random) {
    byte[] fresh = new byte[SECRET_BYTES];
    random.nextBytes(fresh);
    String key = keys.log("secret");
    link.await(link.commands().set(key, HexFormat.of().formatHex(fresh), SetArgs.Builder.nx()));
    return HexFormat.of().parseHex(link.await(link.commands().get(key)));
  }

  /** Redis may have lost the secret: those that were given out by it are to hold. */
  void keep(byte[] secret) {
    link.await(
        link.commands()
            .set(keys.log("secret"), HexFormat.of().formatHex(secret), SetArgs.Builder.nx()));
  }

  List<GroupVersion> groups() {
    List<GroupVersion> groups = new ArrayList<>();
    sorted("groups").forEach((name, value) -> groups.add(version(name, value)));
    return groups;
  }

  CompletionStage<GroupVersion> renew(String group, long version) {
    return link.run(Script.GROUP, keys.log(), group, Long.toString(version))
        .thenApply(reply -> version(group, reply.text(0)));
  }

  private static GroupVersion version(String group, String value) {
    int space = value.indexOf(' ');
    return new GroupVersion(
        group,
        Long.parseLong(value.substring(0, space)),
        Micros.instant(value.substring(space + 1)));
  }

  @Override
  public List<HeartbeatToken> all() {
    List<HeartbeatToken> tokens = new ArrayList<>();
    sorted("tokens").forEach((id, value) -> tokens.add(token(id, new Fields(texts(value)))));
    return tokens;
  }

  @Override
  public CompletionStage<Boolean> save(HeartbeatToken token) {
    Map<String, String> texts = new TreeMap<>();
    texts.put("client", token.clientId().value());
    texts.put("hash", token.hash());
    texts.put("group", token.group());
    texts.put("created", Long.toString(Micros.of(token.createdAt())));
    token.user().ifPresent(user -> texts.put("user", user));
    token.expiresAt().ifPresent(at -> texts.put("expires", Long.toString(Micros.of(at))));
    return put("tokens", token.id(), texts);
  }

  private static HeartbeatToken token(String id, Fields texts) {
    return new HeartbeatToken(
        id,
        new ClientId(texts.text("client")),
        texts.text("hash"),
        texts.find("user"),
        texts.text("group"),
        Micros.instant(texts.text("created")),
        texts.find("expires").map(Micros::instant));
  }

  @Override
  public CompletionStage<Boolean> forget(String id) {
    return remove("tokens", id);
  }

  private Map<String, String> sorted(String hash) {
    return new TreeMap<>(link.await(link.commands().hgetall(keys.log(hash))));
  }

  private CompletionStage<Boolean> put(String hash, String field, Map<String, String> texts) {
    try {
      return link.commands()
          .hset(keys.log(hash), field, JSON.writeValueAsString(texts))
          .thenApply(isNew -> true);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts cannot be written as JSON: a defect of ours", e);
    }
  }

  private CompletionStage<Boolean> remove(String hash, String field) {
    return link.commands().hdel(keys.log(hash), field).thenApply(gone -> gone > 0);
  }

  private static Map<String, String> texts(String value) {
    try {
      return JSON.readValue(value, TEXTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what Redis holds is not JSON: " + value, e);
    }
  }
}
