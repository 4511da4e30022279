package io.heartwire.gateway.session;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.dispatch.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection that only notes what it is told. */
public final class FakeConnection implements Connection {
  final List<Disconnect> closes = new CopyOnWriteArrayList<>();
  final AtomicInteger reviews = new AtomicInteger();

  @Override
  public void close(Disconnect disconnect, Farewell farewell) {
    closes.add(disconnect);
  }

  @Override
  public boolean send(Message message) {
    return closes.isEmpty();
  }

  @Override
  public void reviewPolicy() {
    reviews.incrementAndGet();
  }

  @Override
  public CompletionStage<Vitals> vitals() {
    return CompletableFuture.failedFuture(new IllegalStateException("no socket"));
  }
}
