package io.heartwire.gateway.session;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a client last said about its own condition.
 *
 * @param battery charge in percent
 * @param signal signal strength in percent
 * @param load its load, as it measures it
 * @param health one word, empty if not said
 * @param values anything else, by name
 */
public record ClientStatus(
    OptionalInt battery,
    OptionalInt signal,
    OptionalDouble load,
    String health,
    Map<String, String> values) {

  /** Nothing said yet. */
  public static final ClientStatus NONE =
      new ClientStatus(
          OptionalInt.empty(), OptionalInt.empty(), OptionalDouble.empty(), "", Map.of());

  public ClientStatus {
    values = Map.copyOf(values);
  }
}
