package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files of the dashboard as they are served, without a browser. */
class DashboardFilesTest {
  private static final Pattern REFERENCE =
      Pattern.compile("(?:from|import\\(|src=|href=|\": )\\s*[\"'](\\.?/[\\w./-]+)[\"']");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door = AdminDoor.with();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static HttpResponse<byte[]> get(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(door.server.uri() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Every file that a file refers to, from the page on. */
  private static Map<String, String> all() {
    var found = new LinkedHashMap<String, String>();
    var next = new ArrayDeque<String>();
    next.add("/");
    while (!next.isEmpty()) {
      String path = next.poll();
      HttpResponse<byte[]> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      found.put(path, new String(answer.body(), StandardCharsets.UTF_8));
      if (path.startsWith("/lib/")) {
        continue;
      }
      Matcher reference = REFERENCE.matcher(found.get(path));
      while (reference.find()) {
        String other = URI.create(path).resolve(reference.group(1)).toString();
        if (!found.containsKey(other) && !next.contains(other) && !other.startsWith("/api/")) {
          next.add(other);
        }
      }
    }
    return found;
  }

  @Test
  void whateverAFileRefersToIsServedAndAllOfItIsSmall() {
    Map<String, String> files = all();
    assertThat(files).containsKeys("/js/main.js", "/js/incident.js", "/lib/preact-hooks.js");
    long sum = 0;
    for (String path : files.keySet()) {
      HttpResponse<byte[]> answer = get(path, "Accept-Encoding", "gzip");
      assertThat(answer.headers().firstValue("Content-Encoding")).as(path).contains("gzip");
      sum += answer.body().length;
    }
    assertThat(sum).as("all pages and the chart library together").isLessThan(200_000);
  }

  @Test
  void onlyFilesOfThisDoorMayRunAndOfThePageItselfNothingButTheImportMap() {
    HttpResponse<byte[]> page = get("/");
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .startsWith("default-src 'none'; script-src 'self' 'sha256-")
        .contains("frame-ancestors 'none'", "connect-src 'self'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    all().entrySet().stream()
        .filter(file -> !file.getKey().startsWith("/lib/"))
        .forEach(
            file -> {
              assertThat(file.getValue().replace("http://www.w3.org/2000/svg", ""))
                  .as(file.getKey())
                  .doesNotContain(
                      "http:", "https:", "innerHTML", "outerHTML", "insertAdjacent", "eval(");
              assertThat(file.getValue()).as(file.getKey()).doesNotContain("dangerously");
              assertThat(file.getValue().lines().count()).as(file.getKey()).isLessThan(400);
            });
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    String tag = get("/js/main.js").headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again = get("/js/main.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/js/main.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingElseOfTheClassPathIsServed() {
    for (String path :
        new String[] {
          "/js/../AdminServer.class", "/js/%2e%2e/Json.class", "/js/none.js", "/lib/", "/js"
        }) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(door.send("POST", "/", "{}").status()).isEqualTo(405);
    assertThat(door.get("/", "Origin", "http://example.org").status()).isEqualTo(403);
  }
}
