package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import java.util.List;

/**
 * Posts events to a URL, as a batch of CloudEvents. Taken is what is answered with 2xx; anything
 * else, redirects too, is tried again.
 */
final class WebhookSink implements EventSink {
  private final HttpSender sender;
  private final Signature signature;
  private final EventText text;

  WebhookSink(HttpSender sender, Signature signature, EventText text) {
    this.sender = sender;
    this.signature = signature;
    this.text = text;
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    sender.send(
        signature.post(
            sender.request().header("Content-Type", "application/cloudevents-batch+json"),
            text.batch(events)));
  }

  @Override
  public void close() {
    // What is under way was cancelled with its thread.
  }
}
