package io.heartwire.gateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.heartwire.gateway.cluster.Event;
import java.util.List;
import java.util.Optional;

/** Events as JSON text. Thread safe. */
public final class EventText {
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private final String node;

  /** Events that {@code node} tells. */
  public EventText(String node) {
    this.node = node;
  }

  /** One line, without its end. */
  public String line(Event event) {
    return text(CloudEvent.of(event, node));
  }

  /** The event as an alert; empty if it is nothing to be alarmed about. */
  public Optional<Alert> alert(Event event) {
    return Alert.of(event, node);
  }

  /** A JSON array. */
  String batch(List<Event> events) {
    return text(events.stream().map(event -> CloudEvent.of(event, node)).toList());
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written as JSON", e);
    }
  }
}
