package io.heartwire.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a request carries, up to a bound. */
final class RequestBody {
  static final int MAX_BYTES = 1_024;

  private RequestBody() {}

  /**
   * The body as JSON; a missing node if there is none.
   *
   * @param expected the answer to a body that is something else, made of what is wrong with it
   */
  static JsonNode of(Context request, ObjectMapper json, Function<String, Refusal> expected) {
    return of(request, json, MAX_BYTES, expected);
  }

  /** The same, with up to {@code most} bytes. */
  static JsonNode of(
      Context request, ObjectMapper json, int most, Function<String, Refusal> expected) {
    try {
      JsonNode body = exact(json).readTree(bytes(request, most));
      return body == null ? MissingNode.getInstance() : body;
    } catch (JsonProcessingException e) {
      throw expected.apply("the body is not JSON");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one member of {@code body}, if it is called {@code name}. */
  static Optional<JsonNode> only(JsonNode body, String name) {
    return body.size() == 1 ? Optional.ofNullable(body.get(name)) : Optional.empty();
  }

  /** {@code text} that was taken as JSON before. */
  static JsonNode read(ObjectMapper json, String text) {
    try {
      return exact(json).readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is kept is not JSON", e);
    }
  }

  /** Numbers keep all their digits. */
  private static ObjectReader exact(ObjectMapper json) {
    return json.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  private static byte[] bytes(Context request, int most) throws IOException {
    byte[] body = request.bodyInputStream().readNBytes(most + 1);
    if (body.length > most) {
      throw new Refusal(
          413, "Body too large", "the body has more than " + most + " bytes: shorten it");
    }
    return body;
  }
}
