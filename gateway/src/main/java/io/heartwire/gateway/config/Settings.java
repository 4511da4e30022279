package io.heartwire.gateway.config;

import io.heartwire.netty.TcpKnobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Lists every key with the value in force and its origin. */
final class Settings {
  private Settings() {}

  static List<LoadedConfig.Setting> list(
      List<Catalogue.Entry> keys,
      GatewayConfig config,
      Map<String, String> values,
      Map<String, String> origins) {
    Map<String, String> computed = computed(config);
    var settings = new ArrayList<LoadedConfig.Setting>();
    for (Catalogue.Entry entry : keys) {
      for (String path : paths(entry.path(), values)) {
        String text = values.getOrDefault(path, entry.key().value());
        // What everybody finds in the documentation is no secret.
        boolean hidden = entry.key().secret() && !text.equals(entry.key().value());
        String shown = hidden ? "***" : shown(path, text, entry);
        boolean rule = entry.type() == TimeRule.class && shown.matches(".*(interval|recheck).*");
        if ((rule || shown.equals("auto")) && computed.containsKey(path)) {
          shown += " (" + computed.get(path) + ")";
        }
        settings.add(
            new LoadedConfig.Setting(
                path, shown, origins.getOrDefault(path, LoadedConfig.DEFAULT)));
      }
    }
    return settings;
  }

  private static String shown(String path, String text, Catalogue.Entry entry) {
    return text.equals("auto") || text.equals("inherit") || text.isEmpty()
        ? text
        : Text.of(ValueParser.parse(path, text, entry.type()));
  }

  /** The key itself, or one for each name in place of its star. */
  private static List<String> paths(String pattern, Map<String, String> values) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return List.of(pattern);
    }
    String prefix = pattern.substring(0, star);
    var paths = new TreeSet<String>();
    for (String key : values.keySet()) {
      int end = key.startsWith(prefix) ? key.lastIndexOf('.') : -1;
      if (end > prefix.length()) {
        paths.add(pattern.replace("*", key.substring(prefix.length(), end)));
      }
    }
    return List.copyOf(paths);
  }

  static Map<String, String> computed(GatewayConfig config) {
    TcpKnobs knobs = config.tcpKnobs();
    String tcp = "listeners.tcp.tcp.";
    Map<String, String> computed = new HashMap<>();
    computed.put(tcp + "keep-idle", time(knobs.keepIdle()));
    computed.put(tcp + "keep-interval", time(knobs.keepInterval()));
    computed.put(tcp + "keep-count", Integer.toString(knobs.keepProbes()));
    computed.put(tcp + "user-timeout", time(knobs.userTimeout()));
    computed.put(tcp + "rto-max", time(knobs.rtoMax()));
    computed.put("presence.hold-bytes", config.presence().mostBytes().toString());
    computed.put("liveness.wished-interval-max", time(config.liveness().longestWish()));
    computed.put("auth.mode", config.auth().open() ? "open" : "tokens");
    Stages all = config.stages("");
    computed.put("liveness.stale-after", time(all.staleAfter()));
    computed.put("liveness.timeout", time(all.timeout()));
    computed.put("presence.grace", time(all.grace()));
    for (String group : config.groups().keySet()) {
      Stages stages = config.stages(group);
      computed.put("groups." + group + ".stale-after", time(stages.staleAfter()));
      computed.put("groups." + group + ".timeout", time(stages.timeout()));
      computed.put("groups." + group + ".grace", time(stages.grace()));
    }
    return computed;
  }

  private static String time(Duration duration) {
    return Text.of(duration);
  }
}
