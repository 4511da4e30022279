package io.heartwire.gateway.transport.mqtt;

import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.mqtt.Subscriptions;
import io.heartwire.gateway.mqtt.Topics;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is taken of the packets of a client that is logged in, and what the answer is if not. */
final class MqttRules {
  private MqttRules() {}

  /** Why {@code publish} ends its connection, but for its topic; empty if it does not. */
  static Optional<Objection> objection(MqttPublishMessage publish, boolean isFive) {
    MqttQoS qos = publish.fixedHeader().qosLevel();
    if (qos == MqttQoS.AT_MOST_ONCE && publish.fixedHeader().isDup()) {
      return objection(
          ReasonCode.MALFORMED_PACKET,
          "a message of QoS 0 says that it comes again: correct the client");
    }
    if (qos == MqttQoS.EXACTLY_ONCE) {
      return objection(
          ReasonCode.QOS_NOT_SUPPORTED,
          "QoS 2 is not offered, the greatest is 1: publish with that");
    }
    if (isFive && publish.fixedHeader().isRetain()) {
      return objection(
          ReasonCode.RETAIN_NOT_SUPPORTED, "nothing is retained here: publish without it");
    }
    MqttProps properties = new MqttProps(publish.variableHeader().properties());
    if (properties.has(MqttProperties.TOPIC_ALIAS)) {
      return objection(
          ReasonCode.TOPIC_ALIAS_INVALID, "topic aliases are not offered: name the topic");
    }
    if (properties.has(MqttProperties.SUBSCRIPTION_IDENTIFIER)
        || publish.variableHeader().topicName().isEmpty()) {
      return objection(
          ReasonCode.PROTOCOL_ERROR,
          "a message without a topic, or with a subscription identifier: correct the client");
    }
    return Optional.empty();
  }

  static boolean isAcknowledged(MqttPublishMessage publish) {
    return publish.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE;
  }

  /** Why {@code subscribe} ends its connection; empty if it does not. */
  static Optional<Objection> objection(MqttSubscribeMessage subscribe, boolean isFive) {
    List<MqttTopicSubscription> wishes = subscribe.payload().topicSubscriptions();
    if (wishes.isEmpty()) {
      return objection(ReasonCode.PROTOCOL_ERROR, "a SUBSCRIBE came without a filter: name one");
    }
    MqttProps properties = new MqttProps(subscribe.idAndPropertiesVariableHeader().properties());
    if (properties.has(MqttProperties.SUBSCRIPTION_IDENTIFIER)) {
      return objection(
          ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
          "subscription identifiers are not offered: subscribe without");
    }
    for (MqttTopicSubscription wish : wishes) {
      if (!Topics.isFilter(wish.topicFilter())) {
        return objection(
            ReasonCode.MALFORMED_PACKET,
            "the filter '" + wish.topicFilter() + "' is none: a wildcard fills its level");
      }
      if (!isFive
          && !wish.option().equals(MqttSubscriptionOption.onlyFromQos(wish.option().qos()))) {
        return objection(
            ReasonCode.MALFORMED_PACKET, "reserved bits of a SUBSCRIBE are set: clear them");
      }
    }
    return Optional.empty();
  }

  /**
   * What becomes of the wishes of a SUBSCRIBE.
   *
   * @param subscriptions all that the client has then
   * @param codes the answer to each wish, in order
   */
  record Granted(Subscriptions subscriptions, List<Integer> codes) {}

  static Granted grant(MqttSubscribeMessage subscribe, Subscriptions before, boolean isFive) {
    Subscriptions now = before;
    List<Integer> codes = new ArrayList<>();
    for (MqttTopicSubscription wish : subscribe.payload().topicSubscriptions()) {
      ReasonCode code = Topics.judge(wish.topicFilter());
      if (code == ReasonCode.SUCCESS && !now.canTake(wish.topicFilter())) {
        code = ReasonCode.QUOTA_EXCEEDED;
      }
      if (code == ReasonCode.SUCCESS) {
        int qos = Math.min(1, wish.option().qos().value());
        now = now.with(wish.topicFilter(), qos);
        codes.add(qos);
      } else {
        codes.add(isFive ? code.number() : ReasonCode.FAILURE);
      }
    }
    return new Granted(now, codes);
  }

  /**
   * How a client leaves.
   *
   * @param withWill it wants its will to be told
   * @param expiry how long it wants its session to last now; empty if it does not say
   * @param detail its reason, in its words
   */
  record Leaving(boolean withWill, Optional<Duration> expiry, String detail) {}

  static Leaving leaving(MqttMessage disconnect) {
    if (!(disconnect.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader said)) {
      return new Leaving(false, Optional.empty(), "");
    }
    MqttProps properties = new MqttProps(said.properties());
    Optional<Duration> expiry =
        properties.has(MqttProperties.SESSION_EXPIRY_INTERVAL)
            ? Optional.of(
                Duration.ofSeconds(properties.number(MqttProperties.SESSION_EXPIRY_INTERVAL, 0)))
            : Optional.empty();
    int code = Byte.toUnsignedInt(said.reasonCode());
    return new Leaving(
        code != ReasonCode.SUCCESS.number(),
        expiry,
        properties
            .text(MqttProperties.REASON_STRING)
            .orElse(code == 0 ? "" : String.format("reason code 0x%02X", code)));
  }

  private static Optional<Objection> objection(ReasonCode code, String detail) {
    return Optional.of(Objection.of(code, detail));
  }
}
