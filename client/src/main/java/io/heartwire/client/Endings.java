package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Advice;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.Endpoint;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame.Goodbye;
import io.heartwire.wire.FrameException;
import io.heartwire.wire.Printable;
import io.netty.handler.codec.DecoderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server's goodbye means for coming back. */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private Endings() {}

  static Ending of(Goodbye goodbye) {
    Disconnect why = Disconnect.of(goodbye.code().reason(), goodbye.detail());
    Ending ending = Ending.of(why, advice(goodbye.code())).withEndpoints(endpoints(goodbye));
    return goodbye.retryAfterMs() < 0
        ? ending
        : ending.withRetryAfter(Duration.ofMillis(goodbye.retryAfterMs()));
  }

  /** What was thrown on a connection. */
  static Ending of(Throwable failure) {
    if (failure instanceof FrameException broken) {
      return Ending.of(Disconnect.of(broken.reason(), String.valueOf(broken.getMessage())));
    }
    Throwable cause =
        failure instanceof DecoderException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    DisconnectReason reason =
        cause instanceof SSLException
            ? DisconnectReason.TLS_FAILED
            : DisconnectReason.INTERNAL_ERROR;
    return Ending.of(Disconnect.of(reason, String.valueOf(cause.getMessage())));
  }

  static Advice advice(CloseCode code) {
    return switch (code.advice()) {
      case RECONNECT -> Advice.RETURN;
      case RECONNECT_LATER -> Advice.RETURN_LATER;
      case RECONNECT_WITH_NEW_CREDENTIAL -> Advice.RETURN_WITH_NEW_CREDENTIAL;
      case DO_NOT_RECONNECT, REPAIR_FIRST -> Advice.DO_NOT_RETURN;
    };
  }

  private static List<Endpoint> endpoints(Goodbye goodbye) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String text : goodbye.endpoints()) {
      try {
        endpoints.add(Endpoint.parse(text, 0));
      } catch (IllegalArgumentException e) {
        LOG.warn(
            "the server's goodbye names an endpoint that is none, passed over: {}",
            Printable.of(String.valueOf(e.getMessage())));
      }
    }
    return endpoints;
  }
}
