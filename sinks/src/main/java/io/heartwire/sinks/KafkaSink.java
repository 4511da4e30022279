package io.heartwire.sinks;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.event.SinkException;
import io.heartwire.gateway.event.SinkException.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to a topic, as CloudEvents in structured mode. The key is the client (or the user),
 * so that those of one client are in one partition, in order; the header {@code ce_id} is the
 * number, the same whenever an event is told again. Taken is what all replicas in sync have
 * acknowledged; until then there is no next batch, so that no more is under way than one. NOT
 * thread safe.
 */
final class KafkaSink implements EventSink {
  private static final byte[] CONTENT_TYPE =
      "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8);

  private final Supplier<Producer<String, String>> connect;
  private final String topic;
  private final Duration timeout;
  private final EventText text;
  private @Nullable Producer<String, String> producer;

  KafkaSink(
      Supplier<Producer<String, String>> connect, String topic, Duration timeout, EventText text) {
    this.connect = connect;
    this.topic = topic;
    this.timeout = timeout;
    this.text = text;
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    boolean taken = false;
    try {
      awaitAll(send(open(), events));
      taken = true;
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      throw failure(e);
    } catch (IllegalStateException e) {
      // It was ended after a failure, while more was handed to it.
      throw new SinkException("topic " + topic + " was not told: the producer gave up", e);
    } finally {
      if (!taken) {
        // What is under way must not arrive behind what is told again.
        close();
      }
    }
  }

  private static InterruptedException interrupted(InterruptException e) {
    var interrupted = new InterruptedException(e.getMessage());
    interrupted.initCause(e);
    return interrupted;
  }

  private Producer<String, String> open() {
    Producer<String, String> open = producer;
    if (open == null) {
      open = connect.get();
      producer = open;
    }
    return open;
  }

  private List<Future<RecordMetadata>> send(Producer<String, String> to, List<Event> events) {
    List<Future<RecordMetadata>> acks = new ArrayList<>(events.size());
    for (Event event : events) {
      acks.add(to.send(record(event), (ack, failure) -> endAfter(to, failure)));
    }
    return acks;
  }

  /*
   * On the producer's own thread, before it sends anything more: when a record has expired, it would send those behind
   * it, and they would be there before what is told again.
   */
  private static void endAfter(Producer<String, String> to, @Nullable Exception failure) {
    if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      to.close(Duration.ZERO);
    }
  }

  private ProducerRecord<String, String> record(Event event) {
    @Nullable String key = event.client().or(event::user).orElse(null);
    var record = new ProducerRecord<>(topic, key, text.line(event));
    record.headers().add("content-type", CONTENT_TYPE);
    record.headers().add("ce_id", Long.toString(event.number()).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  /** The producer ends each within its own limit; ours is for a producer that does not. */
  private void awaitAll(List<Future<RecordMetadata>> acks)
      throws SinkException, InterruptedException {
    try {
      for (Future<RecordMetadata> ack : acks) {
        ack.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new SinkException("topic " + topic + " acknowledged nothing in time", e);
    }
  }

  private SinkException failure(Throwable cause) {
    String why = "topic " + topic + " was not told: " + sentence(cause);
    if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
      return new SinkException(Fault.EVENTS, why);
    }
    boolean misdirected =
        cause instanceof AuthenticationException
            || cause instanceof AuthorizationException
            || cause instanceof InvalidTopicException;
    return misdirected
        ? new SinkException(Fault.ADDRESS, why + ": correct the topic, or what we may do there")
        : new SinkException(why + ": look at the brokers");
  }

  private static String sentence(Throwable cause) {
    Throwable root = cause;
    while (root.getMessage() == null && root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  @Override
  public void close() {
    Producer<String, String> open = producer;
    producer = null;
    if (open != null) {
      open.close(Duration.ZERO);
    }
  }
}
