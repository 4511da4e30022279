package io.heartwire.gateway.admin;

import io.javalin.http.Context;
import java.io.IOException;

/** Reads what a request carries, up to a bound. */
final class RequestBody {
  static final int MAX_BYTES = 1_024;

  private RequestBody() {}

  static byte[] of(Context request) throws IOException {
    byte[] body = request.bodyInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new Refusal(
          413, "Body too large", "the body has more than " + MAX_BYTES + " bytes: shorten it");
    }
    return body;
  }
}
