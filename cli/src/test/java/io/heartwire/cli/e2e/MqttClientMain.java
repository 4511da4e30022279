package io.heartwire.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client of Paho or of HiveMQ as a process: {@code LIBRARY PORT CLIENT KEEP_ALIVE_SECONDS}. */
final class MqttClientMain {
  private MqttClientMain() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    int keepAlive = Integer.parseInt(args[3]);
    if (args[0].equals("paho")) {
      paho(port, args[2], keepAlive);
    } else {
      hive(port, args[2], keepAlive);
    }
    new CountDownLatch(1).await();
  }

  private static void paho(int port, String id, int keepAlive) throws MqttException {
    var client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            "tcp://127.0.0.1:" + port, id, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setKeepAliveInterval(keepAlive);
    options.setWill("last/words", ("of " + id).getBytes(UTF_8), 1, false);
    client.connect(options);
    client.subscribe(
        "inbox/#",
        1,
        (topic, message) ->
            System.out.println(topic + " " + new String(message.getPayload(), UTF_8)));
    System.out.println("subscribed");
    client.publish("order", "one".getBytes(UTF_8), 1, false);
    System.out.println("published");
  }

  private static void hive(int port, String id, int keepAlive) {
    Mqtt5AsyncClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(id)
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildAsync();
    client.publishes(
        MqttGlobalPublishFilter.ALL,
        publish ->
            System.out.println(
                publish.getTopic() + " " + new String(publish.getPayloadAsBytes(), UTF_8)));
    client
        .connectWith()
        .keepAlive(keepAlive)
        .willPublish()
        .topic("last/words")
        .payload(("of " + id).getBytes(UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .applyWillPublish()
        .send()
        .join();
    client.subscribeWith().topicFilter("inbox/#").qos(MqttQos.AT_LEAST_ONCE).send().join();
    System.out.println("subscribed");
    client
        .publishWith()
        .topic("order")
        .payload("one".getBytes(UTF_8))
        .qos(MqttQos.AT_LEAST_ONCE)
        .send()
        .join();
    System.out.println("published");
  }
}
