package io.heartwire.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks the administration from within its own network namespace: reads paths, prints {@code STATUS
 * body} on one line each.
 */
final class HttpProbe {
  private HttpProbe() {}

  /** The port; then paths on standard input, {@code DELETE /path} for another method than GET. */
  public static void main(String[] args) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    BufferedReader paths =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = paths.readLine(); line != null; line = paths.readLine()) {
      int space = line.indexOf(' ');
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + args[0] + line.substring(space + 1)))
              .method(
                  space < 0 ? "GET" : line.substring(0, space), HttpRequest.BodyPublishers.noBody())
              .timeout(Duration.ofSeconds(10))
              .build();
      System.out.println("answer " + ask(http, request));
    }
  }

  private static String ask(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().replaceAll("[\\r\\n]+", "\t");
    } catch (IOException e) {
      return "0 " + e;
    }
  }
}
