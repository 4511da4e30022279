package io.heartwire.gateway.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthChange;
import java.util.Optional;

/** Changes of health as they are told. */
public final class HealthNotice {
  private HealthNotice() {}

  /**
   * What is told of {@code change}; nothing of a new session whose client is well, which would be
   * one more event for each login.
   */
  public static Optional<Notice> of(Session session, HealthChange change) {
    if (change.isGoodBeginning() && session.connectionNumber() == 1) {
      return Optional.empty();
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("from", change.from().state().word());
    data.put("to", change.to().state().word());
    String rule = change.to().rule();
    if (rule.equals(Health.DEVICE)) {
      data.put("decidedBy", "CLIENT");
    } else if (!rule.isEmpty()) {
      data.put("rule", rule);
    }
    ObjectNode values = data.putObject("values");
    change.values().forEach(values::put);
    return Optional.of(
        new Notice(
            EventType.HEALTH,
            Optional.of(session.clientId()),
            session.user(),
            session.epoch(),
            data.toString()));
  }
}
