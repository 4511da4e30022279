package io.heartwire.gateway.admin;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.Reloaded;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/** {@code /api/v1/config/reload}: reads the configuration again. */
final class ConfigResource {
  private final Supplier<Reloaded> reload;

  ConfigResource(AdminSources sources) {
    this.reload = sources.reload();
  }

  /**
   * One key that differs.
   *
   * @param takesEffect at once, for new connections, or after a restart
   */
  record ChangeView(String key, String before, String after, String takesEffect) {
    static ChangeView of(Reloaded.Change change) {
      return new ChangeView(
          change.key(), change.before(), change.after(), change.takesEffect().words());
    }
  }

  /**
   * What came of it.
   *
   * @param changed what is in force now
   * @param needsRestart what was read and is not
   */
  record ReloadView(List<ChangeView> changed, List<ChangeView> needsRestart) {}

  void reload(Context request) {
    Query.of(request);
    try {
      Reloaded reloaded = reload.get();
      AuditNote.of(request).values(reloaded.before(), reloaded.after());
      request.json(new ReloadView(views(reloaded.changed()), views(reloaded.needsRestart())));
    } catch (ConfigException e) {
      throw new Refusal(
          422, "Configuration refused", "nothing was changed: " + String.join("; ", e.problems()));
    }
  }

  private static List<ChangeView> views(List<Reloaded.Change> changes) {
    return changes.stream().map(ChangeView::of).toList();
  }
}
