package io.heartwire.gateway.session;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a client last said about its own condition; whatever is absent is unknown.
 *
 * @param battery charge left, 0.0 empty to 1.0 full
 * @param signal radio signal strength in dBm
 * @param load 0.0 idle, 1.0 fully busy
 * @param health one word, empty if not said
 * @param values anything else, by name
 */
public record ClientStatus(
    OptionalDouble battery,
    OptionalDouble signal,
    OptionalDouble load,
    String health,
    Map<String, String> values) {

  /** Nothing said yet. */
  public static final ClientStatus NONE =
      new ClientStatus(
          OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), "", Map.of());

  public ClientStatus {
    values = Map.copyOf(values);
  }
}
