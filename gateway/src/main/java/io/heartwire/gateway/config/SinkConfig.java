package io.heartwire.gateway.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Another system that is told what happened: {@code sinks.<name>.*}. */
public record SinkConfig(
    @Key(
            value = "log",
            doc =
                "`webhook` posts batches of CloudEvents to `url`, `file` appends lines to `path`,"
                    + " `log` writes to the log, `kafka` sends to `topic` at `servers`, `redis`"
                    + " adds to the stream `topic` at `url`; see docs/sinks.md. `alertmanager` and"
                    + " `email` alert people; see docs/alerts.md.",
            allowed =
                "webhook, file, log, kafka, redis, alertmanager, email, or the word of one of your"
                    + " own")
        String type,
    @Key(
            value = "",
            doc =
                "For `webhook`: where to post. For `redis`, `alertmanager` and `email`: the server."
                    + " Shown to nobody: the path of a webhook is often its password.",
            allowed =
                "an http or https URL, redis://HOST:PORT/DATABASE, smtp://HOST:PORT, or"
                    + " smtps://HOST:PORT",
            secret = true)
        String url,
    @Key(
            value = "",
            doc =
                "Which events it is told: their words, or what stands before a dot (`incident`)."
                    + " Empty: all; `incident` for what alerts people, which may have `target` as"
                    + " well.",
            allowed = "words of events, separated by commas")
        String only,
    @Key(
            value = "",
            doc =
                "For `webhook`: posts one alert at a time, as this file has it, instead of batches"
                    + " of events. See docs/alerts.md.",
            allowed = "a path")
        String bodyTemplate,
    @Key(value = "", doc = "For `email`: the sender.", allowed = "an address") String from,
    @Key(value = "", doc = "For `email`: who is told.", allowed = "addresses, separated by commas")
        String to,
    @Key(
            value = "",
            doc = "For `email`: logs in with this name and `secret`. Empty: no login.",
            allowed = "a name")
        String user,
    @Key(
            value = "",
            doc =
                "For `webhook`: signs each batch with HMAC-SHA-256, see docs/sinks.md. Empty: no "
                    + "signature. For `redis` and `email`: the password at the server.",
            secret = true)
        String secret,
    @Key(
            value = "10s",
            doc =
                "For all but `file` and `log`: an answer must be complete within this, or the"
                    + " batch is told again.",
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
    @Key(
            value = "",
            doc = "For `kafka`: where to find the brokers.",
            allowed = "HOST:PORT, several separated by commas")
        String servers,
    @Key(
            value = "heartwire-events",
            doc = "For `kafka`: the topic. For `redis`: the key of the stream.",
            allowed = "a name")
        String topic,
    @Key(
            value = "1000000",
            doc =
                "For `redis`: the stream keeps about so many entries, the oldest are trimmed. 0:"
                    + " all.",
            allowed = "0 to 1000000000")
        int maxLength,
    @Key(
            value = "",
            doc =
                "For `kafka`: properties of the producer, `name=value` on a line each, as in a file"
                    + " of properties. For `email`: those of Jakarta Mail. For types of your own: what they like. Shown to nobody.",
            secret = true)
        String properties,
    @Key(value = "500", doc = "So many events at a time.", allowed = "1 to 10000") int batch,
    @Key(
            value = "20",
            doc =
                "An event that the other side refuses as such (a webhook by 400 or 413, for"
                    + " instance) so many times becomes a dead letter; one that cannot be told"
                    + " because the other side is down is tried for ever.",
            allowed = "1 to 1000000")
        int giveUpAfter) {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Throws one sentence if it contradicts itself; {@code prefix} is where its keys stand. */
  void check(String prefix) {
    Limits.time(prefix + "timeout", timeout, Limits.SHORTEST, LONGEST);
    Limits.size(prefix + "rotate-at", rotateAt, new Size(4_096), new Size(1L << 40));
    Limits.range(prefix + "keep-files", keepFiles, 1, 1_000);
    Limits.range(prefix + "max-length", maxLength, 0, 1_000_000_000);
    Limits.range(prefix + "batch", batch, 1, 10_000);
    Limits.range(prefix + "give-up-after", giveUpAfter, 1, 1_000_000);
    if (type.equals("webhook")) {
      Limits.httpUrl(prefix + "url", url, "https://example.org/events");
    }
    if (type.equals("alertmanager")) {
      Limits.httpUrl(prefix + "url", url, "http://127.0.0.1:9093");
    }
    if (type.equals("file") && path.isBlank()) {
      throw new ConfigException(
          prefix + "path is empty: name the file that the events are to go to");
    }
  }

  /**
   * {@link #properties}, by name.
   *
   * @throws IllegalArgumentException if they are none
   */
  public Map<String, String> extras() {
    var read = new Properties();
    try {
      read.load(new StringReader(properties));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> extras = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> extras.put(name, read.getProperty(name)));
    return extras;
  }

  /** {@link #url} of a webhook, or of an Alertmanager. */
  public URI uri() {
    return URI.create(url);
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "SinkConfig[" + type + " " + path + servers + "]";
  }
}
