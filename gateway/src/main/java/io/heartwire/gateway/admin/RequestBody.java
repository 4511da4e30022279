package io.heartwire.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  /** The same with another bound than that of most. */
  static JsonNode of(
      Context request, ObjectMapper json, int maxBytes, Function<String, Refusal> expected) {
    try {
      JsonNode body = json.readTree(bytes(request, maxBytes));
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

  private static byte[] bytes(Context request, int maxBytes) throws IOException {
    byte[] body = request.bodyInputStream().readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      throw new Refusal(
          413, "Body too large", "the body has more than " + maxBytes + " bytes: shorten it");
    }
    return body;
  }
}
