package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.event.SinkException;
import io.heartwire.gateway.event.SinkException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sink makes of what a producer says. */
class KafkaSinkTest {
  private final List<MockProducer<String, String>> producers = new ArrayList<>();
  private boolean acknowledges = true;

  private KafkaSink sink() {
    return new KafkaSink(
        () -> {
          var producer =
              new MockProducer<>(
                  acknowledges, null, new StringSerializer(), new StringSerializer());
          producers.add(producer);
          return producer;
        },
        "heartwire-events",
        Duration.ofMillis(100),
        new EventText("local"));
  }

  @Test
  void sendsEachUnderItsClientWithItsNumberAndKeepsItsProducer() throws Exception {
    KafkaSink sink = sink();
    sink.deliver(Told.events(1, 3));
    sink.deliver(Told.events(4, 4));
    sink.close();

    assertThat(producers).hasSize(1);
    List<ProducerRecord<String, String>> sent = producers.get(0).history();
    assertThat(sent)
        .extracting(ProducerRecord::key)
        .containsExactly("dev-1", "dev-2", "dev-3", "dev-4");
    assertThat(sent.get(2).value()).contains("\"specversion\":\"1.0\"", "\"id\":\"3\"");
    assertThat(
            new String(sent.get(2).headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .isEqualTo("3");
    assertThat(producers.get(0).closed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"EVENTS", "ADDRESS", "OTHER_SIDE"})
  void saysWhoseFaultItIsAndBeginsAnewWithAnotherProducer(Fault fault) throws Exception {
    KafkaSink sink = sink();
    sink.deliver(Told.events(1, 1));
    producers.get(0).sendException =
        switch (fault) {
          case EVENTS -> new RecordTooLargeException("1100000 bytes");
          case ADDRESS -> new TopicAuthorizationException("heartwire-events");
          case OTHER_SIDE -> new NetworkException("gone");
        };

    assertThatThrownBy(() -> sink.deliver(Told.events(2, 3)))
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("heartwire-events was not told")
        .extracting(e -> ((SinkException) e).fault())
        .isEqualTo(fault);
    assertThat(producers.get(0).closed()).isTrue();
    sink.deliver(Told.events(2, 3));
    assertThat(producers).hasSize(2);
  }

  @Test
  void aProducerThatNeverSaysAnythingIsGivenUp() {
    acknowledges = false;
    KafkaSink sink = sink();

    assertThatThrownBy(() -> sink.deliver(Told.events(1, 2)))
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("acknowledged nothing in time");
  }
}
