package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;

/** Clients that hold no connection, and report by HTTP: {@code leases.*}. */
public record LeasesConfig(
    @Key(
            value = "100000",
            doc = "Leases at a time; a client more is answered 503 with a time to come back.",
            allowed = "0 to 10000000",
            reload = Reload.AT_ONCE)
        int max,
    @Key(
            value = "1s",
            doc = "The shortest TTL that a client may ask for; a shorter one is answered 400.",
            allowed = "1s to 7d",
            reload = Reload.AT_ONCE)
        Duration ttlMin,
    @Key(
            value = "7d",
            doc = "The longest TTL that a client may ask for; a longer one is answered 400.",
            allowed = "leases.ttl-min to 7d",
            reload = Reload.AT_ONCE)
        Duration ttlMax) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  public LeasesConfig {
    Limits.range("leases.max", max, 0, 10_000_000);
    Limits.time("leases.ttl-min", ttlMin, SHORTEST, LivenessPolicy.MAX_TIME);
    Limits.time("leases.ttl-max", ttlMax, ttlMin, LivenessPolicy.MAX_TIME);
  }
}
