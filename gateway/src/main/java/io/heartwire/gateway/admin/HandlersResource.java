package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSettings;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.dispatch.Model;
import io.heartwire.wire.Frame;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /api/v1/handlers}: what happens to messages by type, and where their handlers run. */
final class HandlersResource {
  private static final String SUBJECT = "handler";
  private final Dispatcher dispatcher;
  private final ObjectMapper json;
  private final Others others;
  private final SharedSettings settings;
  private final Keeping keeping;

  HandlersResource(AdminSources sources, ObjectMapper json, Others others) {
    this.dispatcher = sources.dispatcher();
    this.json = json;
    this.others = others;
    this.settings = sources.engine().settings();
    this.keeping = new Keeping(sources.engine());
    others.answer(SUBJECT, this::askedFor);
  }

  private String askedFor(JsonNode wish) {
    Model model = model(wish.path("model"));
    return settings.change(() -> apply(wish.path("type").asText(), model)).word();
  }

  /** All of them on one page: the dispatcher bounds how many there are. */
  void list(Context request) {
    Query.of(request);
    List<HandlerView> views = dispatcher.handlers().stream().map(HandlerView::of).toList();
    request.json(new Listing<>(views, views.size(), Optional.empty()));
  }

  void set(Context request) {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    String type = request.pathParam("type");
    int bytes = type.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Frame.Message.MAX_TYPE_BYTES) {
      throw Refusal.badRequest(
          "the type has "
              + bytes
              + " bytes, allowed are 1 to "
              + Frame.Message.MAX_TYPE_BYTES
              + ": correct it");
    }
    Model model = model(request);
    Model before = dispatcher.model(type);
    AuditNote.of(request).values(before.word(), model.word()).dryRun(dryRun);
    if (!dryRun) {
      keeping.kept(
          () -> {
            apply(type, model);
            return settings.put(
                SharedSetting.lasting(
                    SharedSetting.Kind.MODEL, type, Map.of(Model.KEY, model.word())));
          });
    }
    var wish = Map.of("type", type, "model", model.word());
    request.json(
        new Changed(
            type,
            model.word(),
            before.word(),
            dryRun,
            dryRun ? List.of() : others.told(others.askAll(SUBJECT, wish))));
  }

  private Model apply(String type, Model model) {
    try {
      return dispatcher.change(type, model);
    } catch (IllegalStateException e) {
      throw new Refusal(409, "Too many types", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The answer to a PUT.
   *
   * @param dryRun it is as before
   * @param nodes which gateways have it now; absent if there is only this one
   */
  record Changed(
      String type,
      String model,
      String before,
      boolean dryRun,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Told> nodes) {}

  private Model model(Context request) {
    JsonNode body = RequestBody.of(request, json, HandlersResource::expected);
    JsonNode model =
        RequestBody.only(body, "model")
            .filter(JsonNode::isTextual)
            .orElseThrow(() -> expected("the body holds something else than a model"));
    return model(model);
  }

  private static Model model(JsonNode model) {
    return Model.of(model.asText())
        .orElseThrow(() -> expected("model (" + model.textValue() + ") is none"));
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"model\": \"queue\"}, or one of "
            + Arrays.stream(Model.values()).map(Model::word).collect(Collectors.joining(", ")));
  }
}
