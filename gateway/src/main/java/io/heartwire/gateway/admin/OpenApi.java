package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code /api/openapi.json}: what can be asked here, in OpenAPI 3.1. Thread safe. */
final class OpenApi {
  /* Paths are kept by hand, schemas of answers are generated from their records; OpenApiTest holds
   * both against a running gateway. */
  static final String PATHS = "openapi.json";
  static final String SCHEMAS = "openapi-schemas.json";

  private final ObjectMapper json;
  private byte[] document = {};

  OpenApi(ObjectMapper json) {
    this.json = json;
  }

  /** Put together when somebody asks for it first: a start need not wait for it. */
  private synchronized byte[] document() {
    if (document.length == 0) {
      ObjectNode all = read(PATHS);
      all.withObject("/components/schemas").setAll(read(SCHEMAS));
      document = Json.bytes(json, all);
    }
    return document;
  }

  private ObjectNode read(String resource) {
    try (InputStream in = OpenApi.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource + " is not on the class path: the archive is incomplete, unpack it again");
      }
      return json.readValue(in, ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  void show(Context request) {
    Query.of(request);
    request.contentType("application/json").result(document());
  }
}
