package io.heartwire.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the OpenAPI document says of tokens, held against a gateway that asks for them. */
class OpenApiTokensTest {
  private static final String SEE = "a-token-to-see-with";
  private static final String DO = "a-token-to-do-with";

  private static AdminDoor door;
  private static ApiDocument document;

  @BeforeAll
  static void open() {
    door = AdminDoor.with("admin.read-token", SEE, "admin.operate-token", DO);
    document = new ApiDocument(door.get("/api/openapi.json", bearer(SEE)).json());
  }

  @AfterAll
  static void close() {
    door.close();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static AdminDoor.Answer ask(ApiDocument.Operation operation, String... headers) {
    return door.send(
        operation.method(),
        document.examplePath(operation),
        document.exampleBody(operation),
        headers);
  }

  /** Where the document says so, nobody needs a token; everywhere else all do. */
  private static boolean isOpen(ApiDocument.Operation operation) {
    JsonNode own = operation.body().path("security");
    return !own.isMissingNode() && own.isEmpty();
  }

  private static void isDocumented(ApiDocument.Operation operation, AdminDoor.Answer answer) {
    JsonNode documented = operation.body().path("responses").path("" + answer.status());
    assertThat(documented.isMissingNode()).as(operation + " " + answer.status()).isFalse();
    JsonNode content = document.content(operation, answer.status());
    assertThat(content.has(answer.type())).as(operation + ": " + answer.type()).isTrue();
    assertThat(document.problems(content.path(answer.type()).path("schema"), answer.json()))
        .as(operation.toString())
        .isEmpty();
  }

  @Test
  void whoeverHasNoTokenIsAnsweredAsDocumented() {
    for (ApiDocument.Operation operation : document.operations()) {
      AdminDoor.Answer answer = ask(operation);
      if (isOpen(operation)) {
        assertThat(answer.status()).as(operation.toString()).isEqualTo(200);
        assertThat(operation.body().path("responses").has("401")).isFalse();
      } else {
        assertThat(answer.status()).as(operation.toString()).isEqualTo(401);
        isDocumented(operation, answer);
      }
    }
  }

  @Test
  void whoeverMaySeeAndWantsToDoIsAnsweredAsDocumented() {
    for (ApiDocument.Operation operation : document.operations()) {
      if (!operation.method().equals("GET")) {
        AdminDoor.Answer answer = ask(operation, bearer(SEE));
        assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
        isDocumented(operation, answer);
      }
    }
  }

  @Test
  void aPageOfAnotherSiteIsAnsweredAsDocumented() {
    for (ApiDocument.Operation operation : document.operations()) {
      if (!isOpen(operation)) {
        AdminDoor.Answer answer =
            ask(operation, "Authorization", "Bearer " + DO, "Origin", "http://evil.example");
        assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
        isDocumented(operation, answer);
      }
    }
  }

  @Test
  void everyWayToSendATokenThatIsDocumentedWorks() {
    String pair = Base64.getEncoder().encodeToString(("me:" + SEE).getBytes(UTF_8));
    assertThat(document.tree.path("security")).hasSize(2);
    for (JsonNode way : document.tree.path("security")) {
      JsonNode scheme = document.tree.at("/components/securitySchemes/" + way.fieldNames().next());
      assertThat(scheme.path("type").asText()).isEqualTo("http");
      String word = scheme.path("scheme").asText();
      String sent = word + " " + (word.equals("basic") ? pair : SEE);
      assertThat(door.get("/api/v1/status", "Authorization", sent).status()).isEqualTo(200);
    }
  }
}
