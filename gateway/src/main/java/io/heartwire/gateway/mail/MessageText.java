package io.heartwire.gateway.mail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The content of a message in the JSON of its event. */
public final class MessageText {
  private MessageText() {}

  /** Puts {@code body} into {@code data}: as text if it is UTF-8, else in base 64. */
  public static void put(ObjectNode data, ByteBuffer body) {
    try {
      data.put("body", StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString());
    } catch (CharacterCodingException e) {
      byte[] bytes = new byte[body.remaining()];
      body.duplicate().get(bytes);
      data.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
