package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes the documentation's pictures of a dashboard while a fault hurts its gateway, as the witness
 * of {@code heartwire faults}: see docs/images/take. Arguments: the administration's URI, the
 * directory, and the fault.
 */
final class Pictures {
  private static final int WIDTH = 1_100;
  private static final int HEIGHT = 780;
  private static final long INCIDENT_SECONDS = 50;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String admin;
  private final Path directory;

  private Pictures(String admin, Path directory) {
    this.admin = admin;
    this.directory = directory;
  }

  /** A page, what must be seen on it, and the name of its picture. */
  private record Page(String hash, String selector, String name) {}

  /** See above. */
  public static void main(String[] args) throws IOException {
    List<Page> pages =
        args[2].equals("slow-handler")
            ? List.of(new Page("#/incidents/last", "#verdict", "incident"))
            : List.of(
                new Page("#/heatmap?by=source", ".heatmap", "heatmap"),
                new Page("#/", "#incidents", "overview"));
    try (Chromium chromium = Chromium.start();
        Tab tab = chromium.tab()) {
      tab.width(WIDTH, HEIGHT);
      tab.dark(true);
      new Pictures(args[0], Path.of(args[1])).take(tab, pages);
    }
  }

  private void take(Tab tab, List<Page> pages) throws IOException {
    // What the browser loads for the first time takes it a second.
    tab.open(admin + "/" + pages.get(0).hash());
    Tab.await("a verdict", INCIDENT_SECONDS, this::knowsTheCause);
    for (Page page : pages) {
      tab.open(admin + "/" + page.hash());
      Tab.await(page.name(), 10, () -> !tab.text(page.selector()).isEmpty());
      Path file = directory.resolve("dashboard-" + page.name() + ".png");
      Files.write(file, tab.screenshot());
      System.out.println(file + " " + Files.size(file) + " bytes");
    }
  }

  /** Whether there is an incident with a cause. */
  private boolean knowsTheCause() {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(admin + "/api/v1/incidents/last")).build(),
              HttpResponse.BodyHandlers.ofString());
      String cause = JSON.readTree(answer.body()).at("/diagnosis/verdict/cause").asText("unknown");
      return answer.statusCode() == 200 && !cause.equals("unknown");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
