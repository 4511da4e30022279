package io.heartwire.gateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.heartwire.gateway.cluster.Event;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Posts each alert to a URL as a template has it. Chats answer 200 also where they take nothing,
 * and say so in the answer: that is no success.
 */
final class AlertWebhookSink implements EventSink {
  /** Too many messages of late: DingTalk, WeCom, and Feishu. */
  private static final Set<Integer> TOO_MANY = Set.of(130_101, 45_009, 11_232);

  private static final int LONGEST_REASON = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpSender sender;
  private final String place;
  private final Signature signature;
  private final AlertTemplate template;
  private final EventText text;

  AlertWebhookSink(
      HttpSender sender,
      String place,
      Signature signature,
      AlertTemplate template,
      EventText text) {
    this.sender = sender;
    this.place = place;
    this.signature = signature;
    this.template = template;
    this.text = text;
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    for (Event event : events) {
      Optional<Alert> alert = text.alert(event);
      if (alert.isPresent()) {
        post(alert.get());
      }
    }
  }

  private void post(Alert alert) throws SinkException, InterruptedException {
    HttpRequest.Builder request =
        sender
            .request()
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", alert.fingerprint());
    judge(sender.send(signature.post(request, template.render(alert))));
  }

  private void judge(String answer) throws SinkException {
    JsonNode said = parsed(answer);
    int code = said.path("errcode").asInt(said.has("msg") ? said.path("code").asInt() : 0);
    if (code == 0 || code / 100 == 2) {
      return;
    }
    String reason = said.path("errmsg").asText(said.path("msg").asText());
    String answered =
        place
            + " answered "
            + code
            + " ("
            + reason.substring(0, Math.min(reason.length(), LONGEST_REASON))
            + ")";
    if (TOO_MANY.contains(code)) {
      throw new SinkException(answered);
    }
    throw new SinkException(
        SinkException.Fault.ADDRESS,
        answered + ": correct the url, the body-template, or what the robot there asks for");
  }

  private static JsonNode parsed(String answer) {
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      // Slack says "ok", others nothing: the status has said it all.
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    // What is under way was cancelled with its thread.
  }
}
