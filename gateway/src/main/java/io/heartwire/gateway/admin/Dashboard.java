package io.heartwire.gateway.admin;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the dashboard: a fixed list, read from the class path and compressed when the door
 * opens, so that no request names a file. Thread safe.
 */
final class Dashboard {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final List<String> MODULES =
      List.of(
          "main",
          "api",
          "ui",
          "format",
          "levers",
          "plots",
          "heat",
          "overview",
          "heatmap",
          "clients",
          "client",
          "incidents",
          "incident",
          "handlers",
          "storm",
          "timed",
          "sinks",
          "nodes",
          "audit");

  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final String policy;

  /** One file as it is sent; {@code tag} changes with it. */
  private static final class Page {
    private final String type;
    private final byte[] plain;
    private final byte[] compressed;
    private final String tag;

    Page(String type, byte[] plain) {
      this.type = type;
      this.plain = plain;
      this.compressed = gzip(plain);
      this.tag = "\"" + HexFormat.of().formatHex(Arrays.copyOf(sha256(plain), 12)) + "\"";
    }
  }

  private Dashboard() {
    byte[] index = add("/", "dashboard/index.html", HTML);
    add("/dashboard.css", "dashboard/dashboard.css", "text/css; charset=utf-8");
    add("/icon.svg", "dashboard/icon.svg", "image/svg+xml");
    for (String module : MODULES) {
      add("/js/" + module + ".js", "dashboard/" + module + ".js", SCRIPT);
    }
    String preact = webjar("preact");
    add("/lib/preact.js", preact + "dist/preact.mjs", SCRIPT);
    add("/lib/preact-hooks.js", preact + "hooks/dist/hooks.mjs", SCRIPT);
    add("/lib/chart.js", webjar("chart.js") + "dist/chart.umd.min.js", SCRIPT);
    this.policy = policy(new String(index, StandardCharsets.UTF_8));
  }

  /** Answers for each file. */
  static void serve(JavalinConfig setup) {
    var dashboard = new Dashboard();
    for (String path : dashboard.pages.keySet()) {
      setup.routes.get(path, request -> dashboard.answer(request, path));
    }
  }

  /** Where the files of a WebJar are; its version, a part of that, stands in the pom alone. */
  private static String webjar(String name) {
    var pom = new Properties();
    try {
      pom.load(
          new ByteArrayInputStream(
              read("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/" + name + "/" + pom.getProperty("version") + "/";
  }

  private byte[] add(String path, String resource, String type) {
    byte[] plain = read(resource);
    pages.put(path, new Page(type, plain));
    return plain;
  }

  private void answer(Context request, String path) {
    Page page = pages.get(path);
    if (page == null) {
      throw Refusal.notFound(path + " is no file of the dashboard");
    }
    request.header("Content-Security-Policy", policy);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Referrer-Policy", "no-referrer");
    // Asked again each time, and not sent again while it is the same: after an update it is new.
    request.header("Cache-Control", "no-cache");
    request.header("ETag", page.tag);
    request.header("Vary", "Accept-Encoding");
    if (page.tag.equals(request.header("If-None-Match"))) {
      request.status(304);
      return;
    }
    request.contentType(page.type);
    String accepted = request.header("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      request.header("Content-Encoding", "gzip");
      request.result(page.compressed);
    } else {
      request.result(page.plain);
    }
  }

  /** Nothing but files and answers of this door; of scripts in the page the import map alone. */
  private static String policy(String index) {
    Matcher map = IMPORT_MAP.matcher(index);
    if (!map.find()) {
      throw new IllegalStateException("dashboard/index.html has no import map");
    }
    String hash =
        Base64.getEncoder().encodeToString(sha256(map.group(1).getBytes(StandardCharsets.UTF_8)));
    return "default-src 'none'; script-src 'self' 'sha256-"
        + hash
        + "'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }

  private static byte[] read(String resource) {
    try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource + " is not on the class path: the archive is incomplete, unpack it again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
