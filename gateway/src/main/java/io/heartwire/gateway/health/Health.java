package io.heartwire.gateway.health;

/**
 * How one client is, and since when.
 *
 * @param state the judgement
 * @param rule the rule that decided it; {@value #DEVICE} if the client's own word did; empty if
 *     nothing did
 * @param sinceMs when it became so, in milliseconds since 1970; 0 if it never was anything else
 */
public record Health(HealthState state, String rule, long sinceMs) {
  /** In place of a rule's name: no rule can be called so. */
  public static final String DEVICE = "(device)";

  /** Of a client that nobody has judged. */
  public static final Health UNJUDGED = new Health(HealthState.UNKNOWN, "", 0);
}
