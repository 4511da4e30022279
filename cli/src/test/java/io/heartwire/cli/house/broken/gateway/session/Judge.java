package io.heartwire.cli.house.broken.gateway.session;

import io.heartwire.cli.house.broken.core.liveness.Action;
import io.heartwire.cli.house.broken.core.liveness.LivenessPolicy;
import io.netty.channel.Channel;
import java.time.Duration;

/** Breaks: a session has no channel, knows no transport, and judges nobody. */
public final class Judge {
  Class<?> library = Channel.class;
  Class<?> transport = io.heartwire.cli.house.broken.gateway.transport.Door.class;
  Class<?> sideways = io.heartwire.cli.house.broken.client.Nosy.class;

  boolean isLate(LivenessPolicy policy, Duration silence) {
    return silence.compareTo(policy.timeout()) > 0;
  }

  boolean isLate(LivenessPolicy policy, long silenceMs) {
    return silenceMs > policy.timeout().toMillis();
  }

  Action condemn(String client) {
    return new Action.Dead(client);
  }
}
