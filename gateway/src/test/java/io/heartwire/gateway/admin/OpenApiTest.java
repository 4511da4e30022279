package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the OpenAPI document against a running gateway, both ways. Schemas of answers are generated
 * from their records: {@code -Dheartwire.docs=write} writes them.
 */
class OpenApiTest {
  private static final Path FOLDER =
      Path.of("src", "main", "resources", "io", "heartwire", "gateway", "admin");
  private static final String REFERENCE = "#/components/schemas/";
  private static final String UNKNOWN = "nobody-knows-this";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 90;

  private static AdminDoor door;
  private static ApiDocument document;
  private static final List<RawClient> CONNECTED = new ArrayList<>();

  /** Clients of which a third leaves at once, so that there is an incident to be shown. */
  @BeforeAll
  static void open() throws IOException {
    Authenticator byName =
        login ->
            CompletableFuture.completedFuture(
                new Authenticator.Outcome.Accepted(
                    new Identity(
                        Optional.of(login.clientId().value().replace("dev", "user")), "default")));
    var gateway =
        TestGateway.with(
            Optional.of(byName),
            MessageHandler.NONE,
            "admin.port",
            "0",
            "doctor.enabled",
            "true",
            "targets.fixed.address",
            "127.0.0.1:1",
            "sinks.hook.type",
            "webhook",
            "sinks.hook.url",
            "http://127.0.0.1:1/events");
    door = new AdminDoor(gateway);
    for (int i = 0; i < CLIENTS; i++) {
      CONNECTED.add(gateway.login("dev-" + i));
    }
    for (int i = 1; i < CLIENTS; i += 3) {
      CONNECTED.get(i).close();
    }
    TestGateway.await("an incident", () -> door.get("/api/v1/incidents/last").status() == 200);
    document = new ApiDocument(door.get("/api/openapi.json").json());
  }

  @AfterAll
  static void close() {
    CONNECTED.forEach(RawClient::close);
    door.close();
  }

  @Test
  void everyRouteIsInTheDocumentAndNoOther() {
    List<String> routes =
        door.server.routes().stream().filter(route -> !ofTheDashboard(route)).toList();

    assertThat(document.operations().stream().map(Object::toString))
        .as("CONTRIBUTING.md says how a route comes into openapi.json")
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  private static boolean ofTheDashboard(String route) {
    String path = route.substring("GET ".length());
    return route.startsWith("GET ")
        && (path.equals("/") || path.contains("."))
        && !path.startsWith("/api/");
  }

  @Test
  void itsPartsFitTogether() {
    for (String reference : ApiDocument.references(document.tree)) {
      assertThat(document.tree.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    for (var schema : document.tree.at("/components/schemas").properties()) {
      assertThat(ApiDocument.problemsOf(schema.getValue())).as(schema.getKey()).isEmpty();
    }
    List<String> ids =
        document.operations().stream().map(it -> it.body().path("operationId").asText()).toList();
    assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
    for (ApiDocument.Operation operation : document.operations()) {
      for (JsonNode parameter : operation.item().path("parameters")) {
        String name = document.resolved(parameter).path("name").asText();
        assertThat(operation.path()).contains("{" + name + "}");
      }
      assertThat(document.examplePath(operation)).as(operation + ", examples").doesNotContain("{");
    }
  }

  @Test
  void schemasAreThoseOfTheRecords() throws IOException {
    JsonNode byHand = JSON.readTree(FOLDER.resolve(OpenApi.PATHS).toFile());
    Set<String> kept = new TreeSet<>();
    byHand.at("/components/schemas").fieldNames().forEachRemaining(kept::add);
    Set<String> wanted = new TreeSet<>();
    for (String reference : ApiDocument.references(byHand)) {
      if (reference.startsWith(REFERENCE)) {
        wanted.add(reference.substring(REFERENCE.length()));
      }
    }
    wanted.removeAll(kept);
    ObjectNode schemas = RecordSchemas.of(wanted, kept);
    Path file = FOLDER.resolve(OpenApi.SCHEMAS);
    if ("write".equals(System.getProperty("heartwire.docs"))) {
      var pretty = JSON.writer().with(SerializationFeature.INDENT_OUTPUT);
      Files.writeString(file, pretty.writeValueAsString(schemas) + "\n");
    }

    assertThat(JSON.readTree(file.toFile()))
        .as("run: mvn test -pl gateway -am -Dheartwire.docs=write")
        .isEqualTo(schemas);
  }

  @Test
  void whatIsReadOfTheQueryIsWhatIsDocumented() {
    for (ApiDocument.Operation operation : document.operations()) {
      if (operation.path().startsWith("/api/")) {
        AdminDoor.Answer answer =
            door.send(
                operation.method(), document.examplePath(operation) + "?" + UNKNOWN + "=1", "");

        assertThat(answer.status()).as(operation + ": " + answer.text()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(wrong(operation, answer)).as(operation.toString()).isEmpty();
        assertThat(known(answer))
            .as(operation + ": " + answer.text())
            .isEqualTo(document.queryParameters(operation));
      }
    }
  }

  /** The names that a refusal of an unknown one tells. */
  private static Set<String> known(AdminDoor.Answer refusal) {
    String detail = refusal.json().path("detail").asText();
    assertThat(detail).contains(UNKNOWN);
    int use = detail.indexOf(": use ");
    return use < 0
        ? Set.of()
        : new TreeSet<>(Arrays.asList(detail.substring(use + ": use ".length()).split(", ")));
  }

  private static String wrong(ApiDocument.Operation operation, AdminDoor.Answer answer) {
    JsonNode content = document.content(operation, answer.status());
    String type = answer.type().split(";", 2)[0];
    if (!content.has(type)) {
      return answer.status() + " is of " + answer.type() + ", documented: " + content;
    }
    boolean json = type.endsWith("json");
    return json ? document.problems(content.path(type).path("schema"), answer.json()) : "";
  }

  /** In an order in which each finds what it needs: set, read, take away, end. */
  @Test
  void whatIsAnsweredIsOfTheSchemaThatIsDocumented() throws Exception {
    List<ApiDocument.Operation> inOrder = new ArrayList<>(document.operations());
    inOrder.sort(Comparator.comparingInt(OpenApiTest::turn));
    for (ApiDocument.Operation operation : inOrder) {
      AdminDoor.Answer answer = ask(operation);

      assertThat(answer.status()).as(operation + ": " + answer.text()).isBetween(200, 299);
      assertThat(wrong(operation, answer)).as(operation + ": " + answer.text()).isEmpty();
      JsonNode sent = operation.body().at("/requestBody/content/application~1json");
      if (sent.has("schema")) {
        assertThat(document.problems(sent.path("schema"), sent.path("example")))
            .as(operation.toString())
            .isEmpty();
      }
    }
  }

  private static int turn(ApiDocument.Operation operation) {
    if (operation.path().equals("/api/v1/drain")) {
      return operation.method().equals("GET") ? 2 : 4;
    }
    return switch (operation.method()) {
      case "PUT" -> 0;
      case "POST" -> 1;
      case "GET" -> 2;
      default -> 3;
    };
  }

  /** The answer; of one without end its head. */
  private static AdminDoor.Answer ask(ApiDocument.Operation operation) throws Exception {
    String path = document.examplePath(operation);
    if (path.equals("/api/v1/bundle/file")) {
      awaitBundle();
    }
    if (!document.content(operation, 200).has("text/event-stream")) {
      return door.send(operation.method(), path, document.exampleBody(operation));
    }
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(door.server.uri() + path)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    String type = response.headers().firstValue("Content-Type").orElse("");
    return new AdminDoor.Answer(response.statusCode(), type, "");
  }

  /** It is measured for a while before there is a file. */
  private static void awaitBundle() {
    TestGateway.await(
        "the bundle",
        () -> door.send("GET", "/api/v1/bundle", "").json().path("state").asText().equals("ready"));
  }
}
