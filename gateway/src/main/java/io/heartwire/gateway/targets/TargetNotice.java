package io.heartwire.gateway.targets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.observe.Verdict;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthChange;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is told of targets, by the node that looks at them. */
final class TargetNotice {
  private TargetNotice() {}

  /** {@code target} is dead, by {@code verdict}; unseen for {@code unseenMs}. */
  static Notice down(String node, Target target, Verdict verdict, long unseenMs, String problem) {
    ObjectNode data = about(node, target);
    data.put("unseenMs", unseenMs);
    names(data.putArray("confirmedBy"), verdict.confirmedBy());
    names(data.putArray("abstained"), verdict.abstained());
    data.put("detail", problem);
    return notice(EventType.TARGET_DOWN, data);
  }

  /** {@code target} is there again, and {@code observer} saw it. */
  static Notice up(String node, Target target, String observer, long downMs) {
    ObjectNode data = about(node, target);
    data.put("downMs", downMs);
    names(data.putArray("confirmedBy"), Set.of(observer));
    return notice(EventType.TARGET_UP, data);
  }

  static Notice health(String node, Target target, HealthChange change) {
    ObjectNode data = about(node, target);
    data.put("from", change.from().state().word());
    data.put("to", change.to().state().word());
    String rule = change.to().rule();
    if (rule.equals(Health.DEVICE)) {
      data.put("decidedBy", "TARGET");
    } else if (!rule.isEmpty()) {
      data.put("rule", rule);
    }
    ObjectNode values = data.putObject("values");
    change.values().forEach(values::put);
    return notice(EventType.TARGET_HEALTH, data);
  }

  private static ObjectNode about(String node, Target target) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("node", node);
    data.put("target", target.name());
    data.put("kind", target.kind().word());
    data.put("probe", target.config().probe().word());
    data.put("where", target.config().where());
    return data;
  }

  private static void names(ArrayNode array, Set<String> names) {
    new TreeSet<>(names).forEach(array::add);
  }

  private static Notice notice(EventType type, ObjectNode data) {
    return new Notice(type, Optional.empty(), Optional.empty(), 0, data.toString());
  }
}
