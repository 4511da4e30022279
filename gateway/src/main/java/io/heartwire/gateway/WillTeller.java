package io.heartwire.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.MessageText;
import io.heartwire.gateway.mqtt.Bequest;
import io.heartwire.gateway.mqtt.Topics;
import io.heartwire.gateway.mqtt.Will;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the wills of clients that were lost: to all sinks, as an event, and to the client itself
 * where its topic is one of its own inbox. Thread safe; never blocks.
 */
final class WillTeller {
  private static final Logger LOG = LoggerFactory.getLogger(WillTeller.class);

  private final ClusterEngine engine;
  private final Courier courier;
  private final Supplier<GatewayConfig> config;

  WillTeller(ClusterEngine engine, Courier courier, Supplier<GatewayConfig> config) {
    this.engine = engine;
    this.courier = courier;
    this.config = config;
  }

  void tell(Bequest bequest) {
    Will will = bequest.will();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("type", will.topic());
    MessageText.put(data, will.body().asByteBuffer());
    data.put("will", true);
    engine
        .record(
            new Notice(
                EventType.MESSAGE,
                Optional.of(bequest.client()),
                bequest.user(),
                bequest.epoch(),
                data.toString()))
        .whenComplete((number, failure) -> complain(bequest, failure));
    if (will.topic().startsWith(Topics.INBOX)) {
      courier
          .send(
              bequest.client(),
              new Letter(
                  "will-" + bequest.epoch(),
                  Topics.withoutInbox(will.topic()),
                  will.body(),
                  Duration.ZERO,
                  config.get().messages().expiry()))
          .whenComplete((outcome, failure) -> complain(bequest, failure));
    }
  }

  private static void complain(Bequest bequest, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("the will of {} could not be told", bequest.client(), failure);
    }
  }
}
