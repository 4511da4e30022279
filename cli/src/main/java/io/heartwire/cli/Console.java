package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a command may touch of the outside: the three streams, the wall clock and randomness.
 *
 * @param in what the user types
 * @param out results only
 * @param err everything else
 * @param clock the wall clock
 * @param random for identifiers and spreading
 */
record Console(
    InputStream in, PrintStream out, PrintStream err, InstantSource clock, RandomGenerator random) {

  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void json(JsonNode node) {
    try {
      out.println(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written: " + e.getMessage(), e);
    }
  }
}
