package io.heartwire.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.JsonText;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A client that logs in, as the script {@code claim.lua} is told of it. */
final class Arrival {
  private Arrival() {}

  /** The values of the script. */
  static String[] values(Claim claim, NodeLease self, String token) {
    Claim.Door door = claim.door();
    return new String[] {
      claim.clientId().value(),
      self.node(),
      self.incarnation(),
      claim.user().orElse(""),
      claim.group(),
      claim.sessionId(),
      wanted(claim.resumeEpoch()),
      claim.exclusive() ? "1" : "0",
      Long.toString(claim.grace().toMillis()),
      door.listener(),
      door.remoteAddress(),
      door.version(),
      online(claim),
      resumed(claim),
      takenOver(claim),
      token,
      Long.toString(claim.askedMicros())
    };
  }

  /** The values of the script {@code reclaim.lua}, for a client that is held. */
  static String[] again(Holder.Held held, NodeLease self) {
    Claim claim = held.claim();
    Claim.Door door = claim.door();
    return new String[] {
      claim.clientId().value(),
      self.node(),
      self.incarnation(),
      claim.user().orElse(""),
      claim.group(),
      held.sessionId(),
      Long.toString(held.toldEpoch()),
      Integer.toString(held.connection()),
      Long.toString(claim.grace().toMillis()),
      door.listener(),
      door.remoteAddress(),
      door.version(),
      online(claim),
      resumed(claim),
      Long.toString(held.epoch())
    };
  }

  private static String wanted(OptionalLong epoch) {
    if (epoch.isEmpty()) {
      return "";
    }
    if (epoch.equals(Claim.ANY_SESSION)) {
      return "grace";
    }
    return epoch.getAsLong() == Claim.LATEST_EPOCH ? "latest" : Long.toString(epoch.getAsLong());
  }

  private static String online(Claim claim) {
    return JsonText.object(
        json -> {
          door(json, claim.door());
          json.writeStringField("sessionId", claim.sessionId());
          json.writeStringField("group", claim.group());
        });
  }

  /** Without its end: that depends on the session that it comes back to. */
  private static String resumed(Claim claim) {
    String whole = JsonText.object(json -> door(json, claim.door()));
    return whole.substring(0, whole.length() - 1);
  }

  /** Why an older session ends, as a text of JSON. */
  private static String takenOver(Claim claim) {
    String detail = "a newer login came from " + claim.door().remoteAddress();
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(detail)) + '"';
  }

  private static void door(JsonGenerator json, Claim.Door door) throws IOException {
    json.writeStringField("listener", door.listener());
    json.writeStringField("remoteAddress", door.remoteAddress());
    Optional<String> version = Optional.of(door.version()).filter(text -> !text.isEmpty());
    if (version.isPresent()) {
      json.writeStringField("version", version.get());
    }
  }
}
