package io.heartwire.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.Outcome;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;

/** Clients of MQTT that are not ours. */
class MqttClientsTest {
  private static final String[] SETTINGS = {"dispatch.types.order.tell", "true"};

  private static InetSocketAddress door(TestGateway it) {
    return it.gateway.ports().get(MqttDoor.NAME);
  }

  private static CompletableFuture<Outcome> send(TestGateway it, String client) {
    return it.gateway
        .mail()
        .courier()
        .send(
            new ClientId(client),
            new Letter(
                "m1", "reboot", Bytes.utf8("now"), Duration.ofSeconds(9), Duration.ofHours(1)))
        .toCompletableFuture();
  }

  private static long orders(TestGateway it) {
    return it.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.type() == EventType.MESSAGE && event.data().contains("order"))
        .count();
  }

  private static org.eclipse.paho.client.mqttv3.MqttClient paho(TestGateway it, String id)
      throws MqttException {
    return new org.eclipse.paho.client.mqttv3.MqttClient(
        "tcp://127.0.0.1:" + door(it).getPort(), id, new MemoryPersistence());
  }

  private static Mqtt5BlockingClient hive5(TestGateway it, String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(door(it).getPort())
        .buildBlocking();
  }

  @Test
  void pahoOfThreePublishesReceivesAndIsTakenOver() throws Exception {
    try (TestGateway it = TestGateway.with(SETTINGS)) {
      BlockingQueue<String> received = new LinkedBlockingQueue<>();
      var older = paho(it, "paho");
      older.connect();
      older.subscribe(
          "inbox/#",
          1,
          (topic, message) -> received.add(topic + " " + new String(message.getPayload(), UTF_8)));
      older.publish("order", "one".getBytes(UTF_8), 1, false);
      assertThat(orders(it)).isEqualTo(1);
      CompletableFuture<Outcome> sent = send(it, "paho");
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("inbox/reboot now");
      assertThat(sent.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Acked.class);

      var newer = paho(it, "paho");
      newer.connect();
      TestGateway.await("the older one to notice", () -> !older.isConnected());
      newer.disconnect();
      older.close();
      newer.close();
    }
  }

  @Test
  void pahoOfThreeKeepsItsSessionAndItsAlive() throws Exception {
    try (TestGateway it = TestGateway.with(SETTINGS)) {
      BlockingQueue<String> received = new LinkedBlockingQueue<>();
      var client = paho(it, "paho");
      MqttConnectOptions options = new MqttConnectOptions();
      options.setCleanSession(false);
      options.setKeepAliveInterval(1);
      client.setCallback(new PahoListener(received));
      client.connect(options);
      client.subscribe("inbox/#", 1);
      Session session = it.gateway.sessions().session(new ClientId("paho")).orElseThrow();
      assertThat(session.policy().timeout()).hasMillis(1_500);
      TestGateway.await(
          "three keep alives",
          () -> Duration.between(session.since(), java.time.Instant.now()).toMillis() > 3_000);
      assertThat(session.end()).isEmpty();

      client.disconnectForcibly(0, 10, false);
      it.departure(DisconnectReason.FIN);
      CompletableFuture<Outcome> sent = send(it, "paho");
      assertThat(client.connectWithResult(options).getSessionPresent()).isTrue();
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("inbox/reboot now");
      TestGateway.await("its acknowledgement", sent::isDone);
      client.disconnect();
      client.close();
    }
  }

  private record PahoListener(BlockingQueue<String> received)
      implements org.eclipse.paho.client.mqttv3.MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      received.add(topic + " " + new String(message.getPayload(), UTF_8));
    }

    @Override
    public void deliveryComplete(org.eclipse.paho.client.mqttv3.IMqttDeliveryToken token) {}
  }

  @Test
  void pahoOfFivePublishesAndReceives() throws Exception {
    try (TestGateway it = TestGateway.with(SETTINGS)) {
      BlockingQueue<String> received = new LinkedBlockingQueue<>();
      var client =
          new org.eclipse.paho.mqttv5.client.MqttClient(
              "tcp://127.0.0.1:" + door(it).getPort(),
              "paho5",
              new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
      client.setCallback(new Paho5Listener(received));
      client.connect();
      client.subscribe("inbox/#", 1);
      client.publish("order", "one".getBytes(UTF_8), 1, false);
      assertThat(orders(it)).isEqualTo(1);
      CompletableFuture<Outcome> sent = send(it, "paho5");
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("inbox/reboot now");
      assertThat(sent.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Acked.class);
      client.disconnect();
      client.close();
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @Test
  void hiveOfFiveIsToldItsTermsAndWhatIsRefused() throws Exception {
    try (TestGateway it =
        TestGateway.with(
            "dispatch.types.order.tell", "true", "liveness.wished-interval-max", "50s")) {
      Mqtt5BlockingClient client = hive5(it, "hive");
      Mqtt5ConnAck terms = client.connectWith().keepAlive(600).sessionExpiryInterval(3_600).send();
      assertThat(terms.getServerKeepAlive()).hasValue(50);
      assertThat(terms.getSessionExpiryInterval()).hasValue(10);
      assertThat(terms.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
      assertThat(terms.getRestrictions().isRetainAvailable()).isFalse();
      assertThat(terms.getRestrictions().isSharedSubscriptionAvailable()).isFalse();
      assertThat(terms.getRestrictions().areSubscriptionIdentifiersAvailable()).isFalse();
      assertThat(terms.getRestrictions().getReceiveMaximum()).isEqualTo(256);

      try (var publishes = client.publishes(com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL)) {
        client.subscribeWith().topicFilter("inbox/#").qos(MqttQos.AT_LEAST_ONCE).send();
        client
            .publishWith()
            .topic("order")
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload("one".getBytes(UTF_8))
            .send();
        assertThat(orders(it)).isEqualTo(1);
        CompletableFuture<Outcome> sent = send(it, "hive");
        Optional<Mqtt5Publish> received = publishes.receive(30, TimeUnit.SECONDS);
        assertThat(received.orElseThrow().getTopic()).hasToString("inbox/reboot");
        assertThat(received.orElseThrow().getUserProperties().asList().get(0).getValue())
            .hasToString("m1");
        assertThat(sent.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Acked.class);
      }
      assertThatThrownBy(() -> client.subscribeWith().topicFilter("#").send())
          .isInstanceOf(Mqtt5SubAckException.class)
          .hasMessageContaining("SUBACK");
      client.disconnect();
    }
  }

  @Test
  void hiveOfFiveIsToldWhoTookOver() throws Exception {
    try (TestGateway it = TestGateway.with()) {
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Mqtt5BlockingClient older =
          MqttClient.builder()
              .useMqttVersion5()
              .identifier("hive")
              .serverHost("127.0.0.1")
              .serverPort(door(it).getPort())
              .addDisconnectedListener(context -> end.complete(context.getCause()))
              .buildBlocking();
      older.connect();
      Mqtt5BlockingClient newer = hive5(it, "hive");
      newer.connect();
      assertThat(end.get(30, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Mqtt5DisconnectException.class,
              told -> {
                assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
                assertThat(told.getMqttMessage().getReasonString()).isPresent();
              });
      newer.disconnect();
    }
  }

  @Test
  void whoHasNoValidCredentialIsToldSo() {
    String[] settings = {
      "auth.tokens.a.secret", "a-secret-of-32-characters-at-least",
      "auth.tokens.a.clients", "hive",
    };
    try (TestGateway it = TestGateway.with(settings)) {
      assertThatThrownBy(
              () ->
                  hive5(it, "hive")
                      .connectWith()
                      .simpleAuth()
                      .username("u")
                      .password("wrong".getBytes(UTF_8))
                      .applySimpleAuth()
                      .send())
          .isInstanceOfSatisfying(
              Mqtt5ConnAckException.class,
              told ->
                  assertThat(told.getMqttMessage().getReasonCode())
                      .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD));
      Mqtt3BlockingClient three =
          MqttClient.builder()
              .useMqttVersion3()
              .identifier("hive")
              .serverHost("127.0.0.1")
              .serverPort(door(it).getPort())
              .buildBlocking();
      assertThatThrownBy(three::connect).isInstanceOf(Mqtt3ConnAckException.class);
      three
          .connectWith()
          .simpleAuth()
          .username("ann")
          .password("a-secret-of-32-characters-at-least".getBytes(UTF_8))
          .applySimpleAuth()
          .send();
      assertThat(it.gateway.sessions().session(new ClientId("hive")).orElseThrow().user())
          .hasValue("ann");
      three.disconnect();
      assertThat(it.count(DisconnectReason.AUTHENTICATION_FAILED)).isEqualTo(2);
      assertThat(List.copyOf(it.gateway.disconnects().recent()).toString())
          .doesNotContain("a-secret-of-32");
    }
  }
}
