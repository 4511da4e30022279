package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, which is killed half-way. */
@Tag("proof")
class KafkaBrokerTest {
  @TempDir Path dir;

  private static long number(ConsumerRecord<String, String> record) {
    return Long.parseLong(
        new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
  }

  @Test
  void everyEventIsThereInOrderAfterAKillAndOneThatIsTooLargeIsKeptApart() throws Exception {
    try (KafkaBroker broker = new KafkaBroker(dir);
        Gateway gateway =
            Told.gateway(
                "sinks.out.type", "kafka",
                "sinks.out.servers", broker.servers(),
                "sinks.out.give-up-after", "2",
                "sinks.out.batch", "100")) {
      Told.happen(gateway, 200);
      Told.await("the first ones", () -> Told.state(gateway).last() >= 200);
      broker.kill();
      Told.happen(gateway, 200);
      Told.await("a failure", () -> Told.state(gateway).failures() > 0);
      assertThat(Told.state(gateway).deadLetters().kept()).isZero();
      broker.start();
      Told.await("the others", () -> Told.state(gateway).last() >= 400);

      String tooMuch = "{\"pad\":\"" + "x".repeat(1_200_000) + "\"}";
      gateway
          .engine()
          .record(new Notice(EventType.TIMEOUT, Optional.empty(), Optional.of("ann"), 0, tooMuch))
          .toCompletableFuture()
          .join();
      Told.happen(gateway, 5);
      Told.await("the last ones", () -> Told.state(gateway).last() >= 406);

      List<ConsumerRecord<String, String>> records = broker.records(405);
      assertThat(records).allMatch(it -> it.key().equals("ann"));
      assertThat(records.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
      List<Long> numbers = records.stream().map(KafkaBrokerTest::number).distinct().toList();
      assertThat(numbers).hasSize(405).isSorted().doesNotContain(401L).contains(1L, 406L);
      assertThat(gateway.engine().deadLetters().list("out", 0, 10))
          .hasSize(1)
          .first()
          .satisfies(letter -> assertThat(letter.event().number()).isEqualTo(401));
    }
  }
}
