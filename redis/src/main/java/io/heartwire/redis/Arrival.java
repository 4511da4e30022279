package io.heartwire.redis;

import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.JsonText;
import java.util.OptionalLong;

/** A client that logs in, as the script {@code claim.lua} is told of it. */
final class Arrival {
  private Arrival() {}

  /** The values of the script. */
  static String[] values(Claim claim, NodeLease self, String token) {
    return new String[] {
      claim.clientId().value(),
      self.node(),
      self.incarnation(),
      claim.user().orElse(""),
      claim.sessionId(),
      wanted(claim.resumeEpoch()),
      claim.exclusive() ? "1" : "0",
      Seat.text(claim),
      door(claim.door()),
      rest(claim.sessionId(), claim.group()),
      token,
      Long.toString(claim.askedMicros()),
      claim.group(),
      claim.door().remoteAddress()
    };
  }

  /** The values of the script {@code reclaim.lua}, for a client that is held. */
  static String[] again(Holder.Held held, NodeLease self) {
    Claim claim = held.claim();
    return new String[] {
      claim.clientId().value(),
      self.node(),
      self.incarnation(),
      claim.user().orElse(""),
      held.sessionId(),
      Long.toString(held.toldEpoch()),
      Integer.toString(held.connection()),
      Seat.text(claim),
      door(claim.door()),
      rest(claim.sessionId(), claim.group()),
      Long.toString(held.epoch()),
      claim.group(),
      claim.door().remoteAddress()
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

  /** Without its end: what is told of a session that goes on is not what is told of a new one. */
  private static String door(Claim.Door door) {
    String whole =
        JsonText.object(
            json -> {
              json.writeStringField("listener", door.listener());
              json.writeStringField("remoteAddress", door.remoteAddress());
              if (!door.version().isEmpty()) {
                json.writeStringField("version", door.version());
              }
            });
    return whole.substring(0, whole.length() - 1);
  }

  /** Comes behind the door where a session is new. */
  private static String rest(String sessionId, String group) {
    String whole =
        JsonText.object(
            json -> {
              json.writeStringField("sessionId", sessionId);
              json.writeStringField("group", group);
            });
    return ',' + whole.substring(1);
  }
}
