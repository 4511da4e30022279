package io.heartwire.gateway.transport;

import io.heartwire.netty.BlockedLoop;
import io.heartwire.netty.LoopListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes on what the loop monitor tells. Thread safe. */
final class LoopNews implements LoopListener {
  private final List<LoopListener> listeners;

  LoopNews(LoopListener first) {
    listeners = new CopyOnWriteArrayList<>(List.of(first));
  }

  void add(LoopListener listener) {
    listeners.add(listener);
  }

  @Override
  public void blocked(BlockedLoop blocked) {
    listeners.forEach(it -> it.blocked(blocked));
  }

  @Override
  public void recovered(String loop, Duration blockedFor) {
    listeners.forEach(it -> it.recovered(loop, blockedFor));
  }

  @Override
  public void processStalled(Duration stall) {
    listeners.forEach(it -> it.processStalled(stall));
  }
}
