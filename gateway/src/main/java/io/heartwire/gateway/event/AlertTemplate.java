package io.heartwire.gateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON that a receiver of alerts wants, with placeholders such as <code>{{verdict}}</code>.
 * What is put in their place is escaped as the text of a JSON string, so that no value can end the
 * string that it stands in. Thread safe.
 */
final class AlertTemplate {
  /** A longer file is no template. */
  static final int LONGEST_BYTES = 65_536;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}\\s]*)\\s*}}");
  private static final ObjectMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Text, and after each piece but the last the value of a name. */
  private final List<String> texts = new ArrayList<>();

  private final List<String> names = new ArrayList<>();

  private AlertTemplate(String source) {
    Matcher found = PLACEHOLDER.matcher(source);
    int end = 0;
    while (found.find()) {
      texts.add(source.substring(end, found.start()));
      names.add(String.valueOf(found.group(1)));
      end = found.end();
    }
    texts.add(source.substring(end));
  }

  /**
   * The template in the file {@code path}.
   *
   * @param key of the configuration, for messages
   * @throws IllegalArgumentException if it cannot be read, has a placeholder that nobody knows, or
   *     makes no JSON; the message is one sentence that begins with the key
   */
  static AlertTemplate read(String key, Path path) {
    String named = key + " (" + path + ")";
    try {
      long bytes = Files.size(path);
      if (bytes > LONGEST_BYTES) {
        throw new IllegalArgumentException(
            named + " has " + bytes + " bytes, more than " + LONGEST_BYTES + ": shorten it");
      }
      return of(named, Files.readString(path, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          named
              + " cannot be read ("
              + e
              + "): name a file in UTF-8, such as"
              + " deploy/alerts/slack.json",
          e);
    }
  }

  static AlertTemplate of(String named, String source) {
    var template = new AlertTemplate(source);
    for (String name : template.names) {
      if (!Alert.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            named
                + " has the placeholder {{"
                + name
                + "}}, which nobody knows: use one of "
                + String.join(", ", Alert.NAMES));
      }
    }
    if (template.texts.stream().anyMatch(text -> text.contains("{{"))) {
      throw new IllegalArgumentException(
          named + " has {{ that no name and }} follow: write placeholders as {{verdict}}");
    }
    template.check(named, EventType.INCIDENT_OPENED);
    template.check(named, EventType.INCIDENT_CLOSED);
    return template;
  }

  private void check(String named, EventType type) {
    Event event = new Event(1, Instant.EPOCH, type, Optional.empty(), Optional.empty(), 0, "{}");
    try {
      boolean container =
          STRICT.readTree(render(Alert.of(event, "a \"node\"").orElseThrow())).isContainerNode();
      if (!container) {
        throw new IllegalArgumentException(
            named + " makes neither an object nor an array of JSON: write what the receiver wants");
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          named
              + " makes no JSON ("
              + e.getOriginalMessage()
              + "): correct it, and put placeholders into quotes",
          e);
    }
  }

  /** The body for {@code alert}. */
  String render(Alert alert) {
    var body = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      body.append(texts.get(i));
      JsonStringEncoder.getInstance().quoteAsString(alert.value(names.get(i)), body);
    }
    return body.append(texts.get(names.size())).toString();
  }
}
