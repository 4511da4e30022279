package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The OpenAPI document as a gateway serves it, and answers held against it. */
final class ApiDocument {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.metaSchema(
                  JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                      .keyword(new NonValidationKeyword("components"))
                      .build()));
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  final JsonNode tree;

  ApiDocument(JsonNode tree) {
    this.tree = tree;
  }

  /** One way to ask; {@code item} is what the document says of its path, {@code body} of itself. */
  record Operation(String method, String path, JsonNode item, JsonNode body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    for (var path : tree.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          String method = operation.getKey().toUpperCase(Locale.ROOT);
          all.add(new Operation(method, path.getKey(), path.getValue(), operation.getValue()));
        }
      }
    }
    return all;
  }

  /** What {@code reference} stands for, or itself. */
  JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    JsonNode found = reference.isEmpty() ? node : tree.at(reference.substring(1));
    if (found.isMissingNode()) {
      throw new AssertionError("the document refers to " + reference + ", which is not there");
    }
    return found;
  }

  Set<String> queryParameters(Operation operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.body().path("parameters")) {
      names.add(resolved(parameter).path("name").asText());
    }
    return names;
  }

  /** The path with the examples of its parameters. */
  String examplePath(Operation operation) {
    String path = operation.path();
    for (JsonNode reference : operation.item().path("parameters")) {
      JsonNode parameter = resolved(reference);
      path =
          path.replace(
              "{" + parameter.path("name").asText() + "}", parameter.path("example").asText());
    }
    return path;
  }

  /** The example of what is sent; empty if nothing is. */
  String exampleBody(Operation operation) {
    JsonNode content = operation.body().at("/requestBody/content/application~1json");
    return content.has("example") ? content.path("example").toString() : "";
  }

  JsonNode content(Operation operation, int status) {
    JsonNode responses = operation.body().path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    return resolved(response.isMissingNode() ? responses.path("default") : response)
        .path("content");
  }

  /** What is wrong with {@code value} by {@code schema}; empty if nothing is. */
  String problems(JsonNode schema, JsonNode value) {
    ObjectNode whole = JSON.createObjectNode();
    whole.set("components", tree.path("components"));
    whole.set("allOf", JSON.createArrayNode().add(schema));
    JsonSchema validator = SCHEMAS.getSchema(whole, STRICT);
    return text(validator.validate(value));
  }

  /** What is wrong with {@code schema} itself. */
  static String problemsOf(JsonNode schema) {
    return text(
        SCHEMAS
            .getSchema(SchemaLocation.of(SpecVersion.VersionFlag.V202012.getId()), STRICT)
            .validate(schema));
  }

  private static String text(Set<ValidationMessage> messages) {
    return messages.stream().map(Object::toString).collect(Collectors.joining("; "));
  }

  static Set<String> references(JsonNode node) {
    return node.findValuesAsText("$ref").stream().collect(Collectors.toCollection(TreeSet::new));
  }
}
