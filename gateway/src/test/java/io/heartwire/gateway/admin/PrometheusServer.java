package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Prometheus of this test's own, on a port of its own choice. */
final class PrometheusServer implements AutoCloseable {
  private static final Pattern LISTENS =
      Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final Path output;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts one with {@code directory/prometheus.yml}; it keeps its data below. */
  static PrometheusServer start(Path directory) throws IOException {
    Path output = directory.resolve("output.txt");
    var server =
        new PrometheusServer(
            command(
                    "prometheus",
                    "--config.file=" + directory.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:0")
                .redirectOutput(output.toFile())
                .start(),
            output);
    TestGateway.await("prometheus' port", () -> server.listens().find());
    return server;
  }

  /** Runs {@code promtool} in {@code directory}; answers what it printed if it ended well. */
  static String promtool(Path directory, String... arguments) throws IOException {
    Path output = Files.createTempFile("heartwire-promtool", ".txt");
    String[] line = new String[arguments.length + 1];
    line[0] = "promtool";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    Process tool =
        command(line).directory(directory.toFile()).redirectOutput(output.toFile()).start();
    int code = tool.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
    String said = Files.readString(output);
    Files.delete(output);
    if (code != 0) {
      throw new AssertionError(String.join(" ", line) + " ended with " + code + ":\n" + said);
    }
    return said;
  }

  private static ProcessBuilder command(String... line) {
    boolean isThere =
        Pattern.compile(":")
            .splitAsStream(System.getenv("PATH"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, line[0])));
    if (!isThere) {
      throw new AssertionError(
          "this test needs "
              + line[0]
              + ", which is not there: install it with 'apt-get install prometheus', or leave the"
              + " group out with './heartwire test --without prometheus'");
    }
    return new ProcessBuilder(line).redirectErrorStream(true);
  }

  private Matcher listens() {
    try {
      return LISTENS.matcher(Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code data} of what its API answers; nothing while it is not ready. */
  JsonNode get(String path) {
    Matcher port = listens();
    if (!process.isAlive() || !port.find()) {
      throw new AssertionError("prometheus has ended, see " + output);
    }
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port.group(1) + "/api/v1/" + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? new ObjectMapper().readTree(answer.body()).path("data")
          : MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
