package io.heartwire.gateway.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.heartwire.gateway.cluster.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * One event as a CloudEvent (version 1.0, JSON).
 *
 * @param id the event's number: with {@code source} it names the event for ever
 * @param source the gateway that tells it
 * @param type {@code io.heartwire.} and the word for what happened
 * @param subject the client or the user
 * @param sequence the number again, as CloudEvents' extension for order has it
 * @param epoch of the client's session; left out where there is none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    Optional<String> subject,
    Instant time,
    String datacontenttype,
    String sequence,
    Optional<Long> epoch,
    Optional<String> user,
    @JsonRawValue String data) {

  private static final String PREFIX = "io.heartwire.";

  /** {@code event}, told by {@code node}. */
  public static CloudEvent of(Event event, String node) {
    String number = Long.toString(event.number());
    return new CloudEvent(
        "1.0",
        number,
        "/heartwire/" + node,
        PREFIX + event.type().word(),
        event.client().or(event::user),
        event.at(),
        "application/json",
        number,
        event.epoch() == 0 ? Optional.empty() : Optional.of(event.epoch()),
        event.user(),
        event.data());
  }
}
