package io.heartwire.gateway.transport.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;

/** Judges the form of a request, before anybody asks what it wants. */
final class Requests {
  /** This character and all behind it stand in no address. */
  private static final int DELETE = 0x7F;

  private Requests() {}

  /** Its path as it came: without the query, not decoded. */
  static String path(FullHttpRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** Why {@code request} cannot be answered; the connection is closed after that. */
  static Optional<FullHttpResponse> objection(FullHttpRequest request) {
    Throwable broken = request.decoderResult().cause();
    if (broken != null) {
      return Optional.of(malformed(broken));
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Optional.of(
          HttpAnswers.problem(
              HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
              version + " is not spoken here: use HTTP/1.1"));
    }
    // What is chunked has no such header any more. Other codings are not known here, and a proxy in
    // front may see another end than we do.
    if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return Optional.of(
          HttpAnswers.problem(
              HttpResponseStatus.BAD_REQUEST,
              "its Transfer-Encoding is more than 'chunked': send its body as it is"));
    }
    if (request.uri().chars().anyMatch(c -> c <= ' ' || c >= DELETE)) {
      return Optional.of(
          HttpAnswers.problem(
              HttpResponseStatus.BAD_REQUEST,
              "its address has characters that must be percent-encoded: encode them"));
    }
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return Optional.of(
          HttpAnswers.problem(
              HttpResponseStatus.BAD_REQUEST,
              "it has " + hosts + " Host headers, must have one: correct it"));
    }
    return Optional.empty();
  }

  private static FullHttpResponse malformed(Throwable broken) {
    if (broken instanceof TooLongHttpHeaderException) {
      return HttpAnswers.problem(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "its headers have more than "
              + StrictRequestDecoder.MAX_HEADERS_BYTES
              + " bytes: send less");
    }
    if (broken instanceof TooLongHttpLineException) {
      return HttpAnswers.problem(
          HttpResponseStatus.REQUEST_URI_TOO_LONG,
          "its first line has more than "
              + StrictRequestDecoder.MAX_LINE_BYTES
              + " bytes: send less");
    }
    return HttpAnswers.problem(
        HttpResponseStatus.BAD_REQUEST, "this is no request of HTTP/1.1: " + broken.getMessage());
  }
}
