package io.heartwire.gateway.dispatch;

import java.util.Map;

/** Where messages of the clients of some groups are handled. Thread safe. */
final class GroupModels {
  private volatile Map<String, Model> models = Map.of();
  private volatile boolean leftTheQueue;

  void change(Map<String, Model> next) {
    if (!next.equals(models)) {
      // Before the models: who sees the new ones must know that lanes may hold earlier messages.
      leftTheQueue = true;
      models = Map.copyOf(next);
    }
  }

  /** The model of {@code group}, or {@code otherwise}. */
  Model of(String group, Model otherwise) {
    return models.getOrDefault(group, otherwise);
  }

  /** True if some group's messages may have been queued that are not now. */
  boolean leftTheQueue() {
    return leftTheQueue;
  }
}
