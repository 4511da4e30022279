package io.heartwire.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.Outcome;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of MQTT that are not ours come by WebSocket. */
class MqttWebSocketClientsTest {
  private static final String[] SETTINGS = {"dispatch.types.order.tell", "true"};

  @TempDir private Path folder;

  private static int port(TestGateway it, String door) {
    return it.gateway.ports().get(door).getPort();
  }

  private static CompletableFuture<Outcome> send(TestGateway it, String client) {
    Letter letter =
        new Letter("m1", "reboot", Bytes.utf8("now"), Duration.ofSeconds(9), Duration.ofHours(1));
    return it.gateway.mail().courier().send(new ClientId(client), letter).toCompletableFuture();
  }

  private static long orders(TestGateway it) {
    return it.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.type() == EventType.MESSAGE && event.data().contains("order"))
        .count();
  }

  private static org.eclipse.paho.client.mqttv3.MqttClient paho(String uri, String id)
      throws MqttException {
    return new org.eclipse.paho.client.mqttv3.MqttClient(uri, id, new MemoryPersistence());
  }

  @Test
  void pahoPublishesReceivesKeepsAliveAndIsTakenOver() throws Exception {
    try (TestGateway it = TestGateway.with(SETTINGS)) {
      String uri = "ws://127.0.0.1:" + port(it, "http") + "/mqtt";
      BlockingQueue<String> received = new LinkedBlockingQueue<>();
      var older = paho(uri, "paho");
      var options = new MqttConnectOptions();
      options.setKeepAliveInterval(1);
      older.connect(options);
      older.subscribe(
          "inbox/#",
          1,
          (topic, message) -> received.add(topic + " " + new String(message.getPayload(), UTF_8)));
      older.publish("order", "one".getBytes(UTF_8), 1, false);
      assertThat(orders(it)).isEqualTo(1);
      CompletableFuture<Outcome> sent = send(it, "paho");
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("inbox/reboot now");
      assertThat(sent.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Acked.class);
      Session session = it.gateway.sessions().session(new ClientId("paho")).orElseThrow();
      TestGateway.await(
          "three keep alives",
          () -> Duration.between(session.since(), java.time.Instant.now()).toMillis() > 3_000);
      assertThat(session.end()).isEmpty();

      var newer = paho(uri, "paho");
      newer.connect();
      TestGateway.await("the older one to notice", () -> !older.isConnected());
      newer.disconnect();
      it.departure(DisconnectReason.GOODBYE);
      older.close();
      newer.close();
    }
  }

  @Test
  void hivePublishesByWebSocket() throws Exception {
    try (TestGateway it = TestGateway.with(SETTINGS)) {
      Mqtt5BlockingClient client =
          MqttClient.builder()
              .useMqttVersion5()
              .identifier("hive")
              .serverHost("127.0.0.1")
              .serverPort(port(it, "http"))
              .webSocketConfig()
              .serverPath("mqtt")
              .applyWebSocketConfig()
              .buildBlocking();
      client.connect();
      client
          .publishWith()
          .topic("order")
          .qos(MqttQos.AT_LEAST_ONCE)
          .payload("one".getBytes(UTF_8))
          .send();
      assertThat(orders(it)).isEqualTo(1);
      client.disconnect();
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @Test
  void pahoComesByWebSocketOverTls() throws Exception {
    TestPki pki = new TestPki(folder);
    pki.authority("authority");
    TestPki.Pem server = pki.server("authority", "gateway");
    try (TestGateway it = TestGateway.with(server.opens(List.of("https")))) {
      var client = paho("wss://localhost:" + port(it, "https") + "/mqtt", "paho");
      var options = new MqttConnectOptions();
      options.setSocketFactory(pki.client("authority").getSocketFactory());
      client.connect(options);
      Session session = it.gateway.sessions().session(new ClientId("paho")).orElseThrow();
      assertThat(session.listener()).isEqualTo("https");
      client.disconnect();
      client.close();
      it.departure(DisconnectReason.GOODBYE);
    }
  }
}
