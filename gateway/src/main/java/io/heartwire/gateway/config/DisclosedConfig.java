package io.heartwire.gateway.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration as strangers may read it, and what they may not.
 *
 * @param shown every key with its value; secrets are {@code ***}, and so is everything in a URL but
 *     where it leads: the path of a webhook is often its password
 * @param secrets values that must not be shown anywhere, none of them empty
 */
public record DisclosedConfig(Map<String, String> shown, List<String> secrets) {
  private static final String HIDDEN = "***";

  public DisclosedConfig {
    shown = Map.copyOf(shown);
    secrets = List.copyOf(secrets);
  }

  /** What of {@code config} may be read. */
  public static DisclosedConfig of(GatewayConfig config) {
    Map<String, String> shown = new TreeMap<>();
    List<String> secrets = new ArrayList<>();
    LiveKeys.values(config)
        .forEach(
            (key, value) -> {
              String text = Text.of(value.value());
              if (value.shown().equals(HIDDEN)) {
                secrets.add(text);
                secrets.addAll(partsOf(text));
              }
              boolean leads = key.endsWith("url") && text.contains("://");
              String place = leads ? place(text) : text;
              if (!place.equals(text)) {
                secrets.add(text.substring(text.indexOf("://") + 3));
              }
              shown.put(key, place.equals(text) ? value.shown() : place);
            });
    secrets.removeIf(String::isBlank);
    return new DisclosedConfig(shown, secrets);
  }

  /** What is secret in {@code name=value} on lines, and in {@code USER:PASSWORD}. */
  private static List<String> partsOf(String secret) {
    List<String> parts = new ArrayList<>();
    for (String line : secret.split("\\R", -1)) {
      int equals = line.indexOf('=');
      if (equals >= 0) {
        parts.add(line.substring(equals + 1).strip());
      } else if (line.indexOf(':') >= 0) {
        parts.add(line.substring(line.indexOf(':') + 1));
      }
    }
    return parts;
  }

  private static String place(String url) {
    try {
      URI uri = URI.create(url);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      boolean bare =
          uri.getUserInfo() == null
              && uri.getQuery() == null
              && Optional.ofNullable(uri.getPath()).orElse("").length() <= 1;
      return bare ? url : uri.getScheme() + "://" + uri.getHost() + port + "/" + HIDDEN;
    } catch (IllegalArgumentException e) {
      return HIDDEN;
    }
  }
}
