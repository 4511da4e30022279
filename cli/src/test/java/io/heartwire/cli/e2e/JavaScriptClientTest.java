package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the tests of the client for browsers and Node, {@code clients/js}: alone, and in Node and
 * Chromium against this gateway, behind real proxies too.
 */
@Tag("waits")
@Tag("js") // needs node, npm and chromium
class JavaScriptClientTest {
  private static final String SECRET = "a-secret-of-at-least-thirty-two-bytes";
  private static final Pattern READY = Pattern.compile("ready in .*");

  private static final ProcessLab LAB = new ProcessLab();
  private static Map<String, String> doors = Map.of();

  @BeforeAll
  static void startAll() {
    JavaScriptClient.compile();
    String plain = serve("plain");
    String quick = serve("quick", "liveness.interval=500ms", "liveness.timeout=1500ms");
    String strict =
        serve(
            "strict",
            "auth.mode=jwt",
            "auth.jwt.secret=" + SECRET,
            "auth.jwt.leeway=0ms",
            "auth.renew-before=3s",
            "auth.expiry-grace=1s");
    doors =
        Map.of(
            "HEARTWIRE_URL",
            "ws://" + door(plain, "http (\\S+?),") + "/ws",
            "HEARTWIRE_ADMIN",
            door(plain, "admin (http://[^\\s,]+)"),
            "HEARTWIRE_QUICK_URL",
            "ws://" + door(quick, "http (\\S+?),") + "/ws",
            "HEARTWIRE_QUICK_ADMIN",
            door(quick, "admin (http://[^\\s,]+)"),
            "HEARTWIRE_STRICT_URL",
            "ws://" + door(strict, "http (\\S+?),") + "/ws",
            "HEARTWIRE_STRICT_SECRET",
            SECRET);
  }

  @AfterAll
  static void endAll() {
    LAB.close();
  }

  @Test
  void keepsItsPromisesInVirtualTimeAndItsBudget() {
    JavaScriptClient.runs(doors, "npm", "run", "run-tests");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void livesOnTheGatewayInNode() {
    JavaScriptClient.runs(doors, "node", "--test", "build/gateway/node.test.js");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @Tag("proxies") // needs haproxy too
  void livesBehindNginxAndHaproxyInNodeAndInChromium() {
    JavaScriptClient.runs(doors, "node", "--test", "build/gateway/proxies.test.js");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void livesOnTheGatewayInChromium() {
    JavaScriptClient.runs(doors, "node", "--test", "build/gateway/browser.test.js");
  }

  /** A gateway on free ports; answers its ready line. */
  private static String serve(String name, String... settings) {
    List<String> args = new ArrayList<>(List.of("serve"));
    List<String> all =
        new ArrayList<>(
            List.of(
                "listeners.tcp.port=0",
                "listeners.http.port=0",
                "listeners.http.origins=*",
                "listeners.mqtt.enabled=false",
                "admin.port=0",
                "warm-up=false",
                "targets-default=false"));
    all.addAll(List.of(settings));
    all.forEach(setting -> args.addAll(List.of("--set", setting)));
    LabProcess process = LAB.start(Jvm.of(name, Heartwire.class, args.toArray(new String[0])));
    return process.awaitLine(READY, Duration.ofSeconds(60)).group();
  }

  private static String door(String ready, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(ready + ",");
    assertThat(matcher.find()).as("%s in '%s'", pattern, ready).isTrue();
    return matcher.group(1);
  }
}
