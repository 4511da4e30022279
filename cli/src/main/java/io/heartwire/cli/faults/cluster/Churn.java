package io.heartwire.cli.faults.cluster;

import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.ReconnectPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Clients of which two thirds stay, come what may, and the others come and go. Used by one thread.
 */
final class Churn implements AutoCloseable {
  private static final ReconnectPolicy SOON =
      ReconnectPolicy.standard()
          .withFirstSpread(Duration.ofMillis(300))
          .withAttemptsPerMinute(120)
          .withBackoff(new Backoff.Uniform(Duration.ofMillis(300), Duration.ofMillis(1_500)));

  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final Map<String, HeartwireClient> clients = new TreeMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final List<String> endpoints;
  private final RandomGenerator random;
  private final int size;

  /** {@code size} clients of {@code endpoints}, which begin to connect. */
  Churn(List<String> endpoints, int size, long seed) {
    this.endpoints = endpoints;
    this.size = size;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      connect("dev-" + i);
    }
  }

  private void connect(String id) {
    List<String> order = new ArrayList<>(endpoints);
    Collections.rotate(order, random.nextInt(order.size()));
    clients.put(
        id,
        HeartwireClient.builder(order.toArray(String[]::new))
            .clientId(id)
            .user("user-of-" + id)
            .interval(Duration.ofSeconds(1))
            .group(group)
            .reconnect(SOON)
            .onState(
                state -> {
                  if (state instanceof ClientState.Online online) {
                    seen.add(id + "#" + online.epoch());
                  }
                })
            .connect());
  }

  /** One of those who come and go does. */
  void stir() {
    String id = "dev-" + 3 * random.nextInt(Math.max(1, size / 3));
    HeartwireClient client = clients.remove(id);
    if (client == null) {
      connect(id);
    } else {
      client.close();
    }
  }

  /** Everybody is to be online. */
  void gather() {
    for (int i = 0; i < size; i++) {
      if (!clients.containsKey("dev-" + i)) {
        connect("dev-" + i);
      }
    }
  }

  /** Those who are not online, with what they are. */
  List<String> absent() {
    return clients.entrySet().stream()
        .filter(client -> !(client.getValue().state() instanceof ClientState.Online))
        .map(client -> client.getKey() + " " + client.getValue().state())
        .toList();
  }

  /** Each session that a client was told of: {@code CLIENT#EPOCH}. */
  Set<String> seen() {
    return Set.copyOf(seen);
  }

  /** All say goodbye. */
  void leave() {
    clients.values().forEach(HeartwireClient::close);
    clients.clear();
  }

  @Override
  public void close() {
    leave();
    group.close();
  }
}
