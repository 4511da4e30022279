package io.heartwire.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/** Another system that is told what happened: {@code sinks.<name>.*}. */
public record SinkConfig(
    @Key(
            value = "log",
            doc =
                "`webhook` posts batches of CloudEvents to `url`, `file` appends lines to `path`, "
                    + "`log` writes to the log.")
        Type type,
    @Key(value = "", doc = "For `webhook`: where to post.", allowed = "an http or https URL")
        String url,
    @Key(
            value = "",
            doc =
                "For `webhook`: signs each batch with HMAC-SHA-256, see docs/presence.md. Empty: no "
                    + "signature.",
            secret = true)
        String secret,
    @Key(
            value = "10s",
            doc = "For `webhook`: an answer must be complete within this.",
            allowed = "100ms to 5m")
        Duration timeout,
    @Key(value = "", doc = "For `file`: the file.", allowed = "a path") String path,
    @Key(
            value = "64MiB",
            doc = "For `file`: one that has grown to this is set aside as `<path>.1`.",
            allowed = "4KiB to 1024GiB")
        Size rotateAt,
    @Key(
            value = "5",
            doc = "For `file`: how many are kept that were set aside.",
            allowed = "1 to 1000")
        int keepFiles,
    @Key(value = "500", doc = "So many events at a time.", allowed = "1 to 10000") int batch) {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What a sink is. */
  public enum Type {
    /** An HTTP endpoint. */
    WEBHOOK,
    /** A file of JSON lines. */
    FILE,
    /** The log. */
    LOG;

    /** As in the configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Throws one sentence if it contradicts itself; {@code prefix} is where its keys stand. */
  void check(String prefix) {
    Limits.time(prefix + "timeout", timeout, Limits.SHORTEST, LONGEST);
    Limits.size(prefix + "rotate-at", rotateAt, new Size(4_096), new Size(1L << 40));
    Limits.range(prefix + "keep-files", keepFiles, 1, 1_000);
    Limits.range(prefix + "batch", batch, 1, 10_000);
    if (type == Type.WEBHOOK) {
      checkUrl(prefix + "url", url);
    }
    if (type == Type.FILE && path.isBlank()) {
      throw new ConfigException(
          prefix + "path is empty: name the file that the events are to go to");
    }
  }

  /** {@link #url} of a webhook. */
  public URI uri() {
    return URI.create(url);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "SinkConfig[" + type.word() + " " + (type == Type.WEBHOOK ? url : path) + "]";
  }

  private static void checkUrl(String key, String url) {
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
        key
            + " ("
            + url
            + ") must be an http or https URL: write it as https://example.org/events");
  }
}
