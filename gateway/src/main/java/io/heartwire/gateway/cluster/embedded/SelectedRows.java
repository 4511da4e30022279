package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Selection} as SQL: what stands behind {@code FROM session}. Names and users are found by
 * an index; other filters look at every client in the state.
 */
record SelectedRows(String condition, List<Object> parameters) {
  /** Behind every character of a client id. */
  private static final String BEHIND = "\u007f";

  /** The rows of one page. */
  static SelectedRows page(Selection selection) {
    SelectedRows all = all(selection);
    List<Object> parameters = new ArrayList<>(all.parameters());
    parameters.add(selection.after());
    parameters.add(selection.limit());
    return new SelectedRows(
        all.condition() + " AND client > ? ORDER BY client LIMIT ?", List.copyOf(parameters));
  }

  /** The rows of all pages. */
  static SelectedRows all(Selection selection) {
    StringBuilder condition = new StringBuilder();
    List<Object> parameters = new ArrayList<>();
    if (selection.state() == PresenceState.IN_GRACE) {
      // Those in grace are few among a million that are offline: they alone have a deadline.
      condition.append("INDEXED BY session_deadline WHERE deadline_us IS NOT NULL AND state = ?");
    } else {
      condition.append("WHERE state = ?");
    }
    parameters.add(SessionRow.number(selection.state()));
    if (!selection.beginning().isEmpty()) {
      condition.append(" AND client >= ? AND client < ?");
      parameters.add(selection.beginning());
      parameters.add(selection.beginning() + BEHIND);
    }
    Selection.Equal equal = selection.equal();
    equal.group().ifPresent(it -> equal(condition, parameters, "grp", it));
    equal.listener().ifPresent(it -> equal(condition, parameters, "listener", it));
    equal.user().ifPresent(it -> equal(condition, parameters, "user", it));
    equal.version().ifPresent(it -> equal(condition, parameters, "version", it));
    equal
        .host()
        .ifPresent(
            host -> {
              condition.append(" AND rtrim(rtrim(address, '0123456789'), ':') IN (?, ?)");
              parameters.add(host);
              parameters.add("[" + host + "]");
            });
    return new SelectedRows(condition.toString(), List.copyOf(parameters));
  }

  private static void equal(
      StringBuilder condition, List<Object> parameters, String column, String value) {
    condition.append(" AND ").append(column).append(" = ?");
    parameters.add(value);
  }
}
