package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.heartwire.wire.Printable;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * The three streams of a command.
 *
 * @param in what the user types
 * @param out results only
 * @param err everything else
 */
record Console(InputStream in, PrintStream out, PrintStream err) {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final JsonFactory JSON_TEXT =
      new JsonFactoryBuilder().characterEscapes(new JsonEscapes()).build();

  private static final ObjectMapper COMPACT = new ObjectMapper(JSON_TEXT);

  private static final ObjectMapper PRETTY =
      new ObjectMapper(JSON_TEXT).enable(SerializationFeature.INDENT_OUTPUT);

  /** Prints a line for people; whatever peers wrote in it can neither end it nor command. */
  void line(String words) {
    out.println(Printable.of(words));
  }

  /** The same on {@link #err}. */
  void errorLine(String words) {
    err.println(Printable.of(words));
  }

  /** On one line, for programs that read line by line. */
  void jsonLine(JsonNode node) {
    try {
      out.println(COMPACT.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written: " + e.getMessage(), e);
    }
  }

  void json(JsonNode node) {
    try {
      out.println(PRETTY.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written: " + e.getMessage(), e);
    }
  }
}
