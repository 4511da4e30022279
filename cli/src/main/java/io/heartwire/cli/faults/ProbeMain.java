package io.heartwire.cli.faults;

import io.heartwire.cli.demo.Commands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a gateway's administration from within its network namespace. Argument: the port. Reads
 * paths, prints {@code answer STATUS BODY} for each, status 0 if there is none.
 */
final class ProbeMain {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private ProbeMain() {}

  /** See above. */
  public static void main(String[] args) throws IOException {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    System.out.println("ready");
    Commands.each(
        path ->
            System.out.println(
                "answer " + ask(http, URI.create("http://127.0.0.1:" + args[0] + path))));
    Runtime.getRuntime().halt(0);
  }

  private static String ask(HttpClient http, URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().replaceAll("\\R+", "\t");
    } catch (IOException e) {
      return "0 " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "0 interrupted";
    }
  }
}
