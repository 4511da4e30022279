package io.heartwire.wire;

import io.netty.buffer.ByteBuf;

/** Reads one {@link Frame.Renew}, as {@link FrameReader} reads the others. */
final class RenewReader {
  private RenewReader() {}

  static Frame renew(ByteBuf in, int end) {
    String credential = "";
    long expiresInMs = 0;
    while (in.readerIndex() < end) {
      int tag = FieldReader.tag(in, end);
      switch (tag) {
        case FieldTag.RENEW_CREDENTIAL ->
            credential =
                FieldReader.text(in, end, "renew.credential", Frame.Hello.MAX_CREDENTIAL_BYTES);
        case FieldTag.RENEW_EXPIRES_IN ->
            expiresInMs = FieldReader.number(in, end, "renew.expires_in_ms");
        default -> FieldReader.skip(in, end, tag);
      }
    }
    return new Frame.Renew(credential, expiresInMs);
  }
}
