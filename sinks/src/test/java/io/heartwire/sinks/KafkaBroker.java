package io.heartwire.sinks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A real broker in a process of its own (KRaft, one node); its data outlive {@link #kill}. */
final class KafkaBroker implements AutoCloseable {
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";

  private final Path dir;
  private final int port;
  private Process process;

  KafkaBroker(Path dir) throws IOException {
    this.dir = dir;
    this.port = Told.freePort();
    int controller = Told.freePort();
    Files.write(
        dir.resolve("server.properties"),
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
            "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
            "controller.listener.names=CONTROLLER",
            "controller.quorum.voters=1@127.0.0.1:" + controller,
            "inter.broker.listener.name=PLAINTEXT",
            "auto.create.topics.enable=false",
            "log.dirs=" + dir.resolve("logs"),
            "offsets.topic.replication.factor=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1"));
    Process format = java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", properties());
    format.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    start();
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic("heartwire-events", 3, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      close();
      throw new AssertionError(output(), e);
    }
  }

  private String properties() {
    return dir.resolve("server.properties").toString();
  }

  private Process java(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("output").toFile()))
        .start();
  }

  private String output() throws IOException {
    return Files.readString(dir.resolve("output"));
  }

  void start() throws IOException {
    process = java("kafka.Kafka", properties());
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  String servers() {
    return "127.0.0.1:" + port;
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers(), "default.api.timeout.ms", "60000"));
  }

  /** All that is in the topic, by partition, in order. */
  List<ConsumerRecord<String, String>> records(int atLeast) {
    Map<String, Object> settings = Map.of("bootstrap.servers", servers());
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(partition(0), partition(1), partition(2));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Told.await(
          atLeast + " records",
          () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            return all.size() >= atLeast;
          });
      consumer.poll(Duration.ofMillis(300)).forEach(all::add);
    }
    return all;
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition("heartwire-events", number);
  }

  @Override
  public void close() {
    kill();
  }
}
