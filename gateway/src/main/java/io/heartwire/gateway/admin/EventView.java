package io.heartwire.gateway.admin;

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
 * @param epoch of the client's session; left out where there is none
 * @param sequence the number again, as CloudEvents' extension for order has it
 */
record EventView(
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

  static final String PREFIX = "io.heartwire.";

  static EventView of(Event event, String node) {
    String number = Long.toString(event.number());
    return new EventView(
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
