package io.heartwire.gateway.transport.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Reads requests, and takes none whose end is a matter of opinion: where a proxy in front may see
 * another end, a second request is smuggled past it.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  static final int MAX_LINE_BYTES = 4_096;
  static final int MAX_HEADERS_BYTES = 16_384;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADERS_BYTES)
            .setInitialBufferSize(256)
            .setStrictLineParsing(true)
            .setAllowDuplicateContentLengths(false));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "it has both Content-Length ("
            + message.headers().get(HttpHeaderNames.CONTENT_LENGTH)
            + ") and Transfer-Encoding: send one of them");
  }
}
