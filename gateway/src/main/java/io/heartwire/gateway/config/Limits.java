package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The bounds that settings are held to; each throws one sentence with key, value and remedy. */
final class Limits {
  static final Duration SHORTEST = LivenessPolicy.MIN_INTERVAL;
  // What the detector adds to a timeout (a frozen peer, an unstable one) stays below its own limit.
  static final Duration LONGEST = Duration.ofDays(2);

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_\\-]{1,253}");

  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Set<String> LOCALHOST = Set.of("127.0.0.1", "::1");

  private Limits() {}

  static void time(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0) {
      throw outside(key, Text.of(value), "must be at least " + Text.of(least), "raise it");
    }
    if (value.compareTo(most) > 0) {
      throw outside(key, Text.of(value), "must be at most " + Text.of(most), "lower it");
    }
  }

  static void offOrTime(String key, Duration value) {
    if (!value.isZero()) {
      time(key, value, SHORTEST, LONGEST);
    }
  }

  static void range(String key, long value, long least, long most) {
    if (value < least) {
      throw outside(key, Long.toString(value), "must be at least " + least, "raise it");
    }
    if (value > most) {
      throw outside(key, Long.toString(value), "must be at most " + most, "lower it");
    }
  }

  static void size(String key, Size value, Size least, Size most) {
    if (value.bytes() < least.bytes()) {
      throw outside(key, value.toString(), "must be at least " + least, "raise it");
    }
    if (value.bytes() > most.bytes()) {
      throw outside(key, value.toString(), "must be at most " + most, "lower it");
    }
  }

  static void host(String key, String value) {
    if (!HOST.matcher(value).matches()) {
      throw outside(
          key, value, "must be a host name or an address", "use 127.0.0.1, 0.0.0.0 or a name");
    }
  }

  /** The one relation that decides whether living clients survive. */
  static void liveness(String intervalKey, Duration interval, String timeoutKey, Duration timeout) {
    time(intervalKey, interval, SHORTEST, LONGEST);
    time(timeoutKey, timeout, SHORTEST, LONGEST);
    if (timeout.compareTo(interval.multipliedBy(2)) < 0) {
      throw new ConfigException(
          timeoutKey
              + " ("
              + Text.of(timeout)
              + ") must be at least twice "
              + intervalKey
              + " ("
              + Text.of(interval)
              + "): raise it, or lower the interval");
    }
  }

  /** What clients may wish for: an empty {@code most} is computed and always fits. */
  static void wishes(String leastKey, Duration least, String mostKey, Optional<Duration> most) {
    time(leastKey, least, SHORTEST, LONGEST);
    most.ifPresent(value -> time(mostKey, value, SHORTEST, LONGEST));
    if (most.filter(value -> value.compareTo(least) < 0).isPresent()) {
      throw outside(
          mostKey,
          Text.of(most.get()),
          "must be at least " + leastKey + " (" + Text.of(least) + ")",
          "raise it, or lower " + leastKey);
    }
  }

  static boolean loopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.equals("::1") || name.matches("127(\\.\\d{1,3}){3}");
  }

  /** Whether {@code host} binds every address of this machine: nobody can connect to that. */
  static boolean everyAddress(String host) {
    return EVERY_ADDRESS.contains(host);
  }

  /** Whether two listeners on {@code host} and {@code other} can want the same port. */
  static boolean overlap(String host, String other) {
    String a = host.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    return a.equals(b)
        || EVERY_ADDRESS.contains(a)
        || EVERY_ADDRESS.contains(b)
        || (LOCALHOST.contains(a) && b.equals("localhost"))
        || (LOCALHOST.contains(b) && a.equals("localhost"));
  }

  private static ConfigException outside(String key, String value, String limit, String remedy) {
    return new ConfigException(key + " (" + value + ") " + limit + ": " + remedy);
  }

  /** Refuses what begins like a hash and is none; the value is not repeated. */
  static void secret(String key, String value) {
    if (value.startsWith("sha256:") && !value.matches("sha256:[0-9a-f]{64}")) {
      throw new ConfigException(
          key
              + " begins with sha256: and is no hash (64 of 0-9 a-f): make one with 'heartwire"
              + " token hash'");
    }
  }

  /** Refuses what is no http or https URL; {@code example} shows how one is written. */
  static void httpUrl(String key, String url, String example) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new ConfigException(
        key + " (" + url + ") must be an http or https URL: write it as " + example);
  }
}
