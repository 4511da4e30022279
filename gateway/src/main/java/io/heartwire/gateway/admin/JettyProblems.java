package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that come from the HTTP server itself, in the form of all others. */
final class JettyProblems extends ErrorHandler {
  private final ObjectMapper json;

  JettyProblems(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI() == null ? "" : request.getHttpURI().getPath();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    byte[] body = Json.bytes(json, of(response.getStatus(), path == null ? "" : path));
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  /** The problem of a status that nobody explained better. */
  static Problem of(int status, String path) {
    String detail =
        switch (status) {
          case 404 ->
              "there is nothing at " + path + ": docs/administration.md lists what there is";
          case 405 -> "this is not done to " + path + ": docs/administration.md lists what is";
          case 413 -> "the body has more than " + RequestBody.MAX_BYTES + " bytes: shorten it";
          case 500 -> "a defect of the gateway: its log says more";
          default -> "the request cannot be understood: check its form";
        };
    return Problem.of(status, HttpStatus.getMessage(status), detail, path);
  }
}
