package io.heartwire.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.CohortShare;
import io.heartwire.doctor.cases.Crowd;
import io.heartwire.doctor.cases.IncidentDetector;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.doctor.cases.Timing;
import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.diagnosis.Doctor;
import io.heartwire.doctor.evidence.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An incident as JSON, for the administration and for files: what is read back is judged anew, so
 * that a file tells the same elsewhere and later. Thread safe.
 */
public final class IncidentJson {
  private static final int VICTIMS_SHOWN = 100;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private IncidentJson() {}

  /** What a list says of {@code incident}. */
  public static ObjectNode summary(Incident incident) {
    CaseFile file = incident.file();
    ObjectNode to = JSON.createObjectNode();
    to.put("id", incident.id());
    to.put("node", incident.node());
    to.put("openedAt", file.opening().at().toString());
    file.closedAt().ifPresent(at -> to.put("closedAt", at.toString()));
    to.put("trigger", file.opening().trigger().word());
    to.put("detail", file.opening().detail());
    to.put("attachedBefore", file.crowd().attachedBefore());
    to.put("victims", file.crowd().victims());
    to.put("suspects", file.crowd().suspects());
    to.put("unheard", file.crowd().unheard());
    to.put("cause", incident.diagnosis().verdict().cause().word());
    to.put("subject", incident.diagnosis().verdict().subject());
    to.put("confidence", incident.diagnosis().verdict().confidence());
    to.put("sentence", incident.diagnosis().verdict().sentence());
    return to;
  }

  /** All that is known of {@code incident}; of its victims the first {@value #VICTIMS_SHOWN}. */
  public static ObjectNode write(Incident incident) {
    CaseFile file = incident.file();
    Crowd crowd = file.crowd();
    ObjectNode to = summary(incident);
    to.set("byReason", JSON.valueToTree(crowd.byReason()));
    to.set("reported", JSON.valueToTree(crowd.reported()));
    to.set("cohorts", JSON.valueToTree(file.cohorts()));
    to.set("timing", JSON.valueToTree(file.timing()));
    to.set("scene", JSON.valueToTree(file.scene()));
    to.set("diagnosis", JSON.valueToTree(incident.diagnosis()));
    to.set("evidence", evidence(file.evidence()));
    ObjectNode sample = to.putObject("sample");
    sample.set("suspects", JSON.valueToTree(crowd.suspected()));
    sample.set("healthy", JSON.valueToTree(crowd.healthy()));
    List<Sufferer> shown = crowd.left().subList(0, Math.min(VICTIMS_SHOWN, crowd.left().size()));
    to.set("firstVictims", JSON.valueToTree(shown));
    return to;
  }

  /** What was measured, as in {@link #write}. */
  public static ObjectNode evidence(Window window) {
    return EvidenceJson.write(JSON, window);
  }

  /** Any record of a diagnosis. */
  public static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  /**
   * The incident in {@code text}, judged anew.
   *
   * @throws IllegalArgumentException if it is none; the message is one sentence for people
   */
  public static Incident read(String text) {
    try {
      JsonNode from = JSON.readTree(text);
      if (!from.isObject() || !from.path("openedAt").isTextual() || !from.has("evidence")) {
        throw new IllegalArgumentException(
            "this is no incident: it lacks openedAt or evidence; save one with 'heartwire incidents"
                + " last --json'");
      }
      CaseFile file = file(from);
      return new Incident(
          from.path("id").asText("incident"),
          from.path("node").asText(""),
          file,
          Doctor.judge(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "this is no incident: " + e.getOriginalMessage() + " (" + place(e) + ")", e);
    } catch (java.time.DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException("this is no incident: " + e.getMessage(), e);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? "somewhere"
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static CaseFile file(JsonNode from) throws JsonProcessingException {
    var opening =
        new IncidentDetector.Opening(
            JSON.treeToValue(from.path("trigger"), Trigger.class),
            Instant.parse(from.path("openedAt").asText()),
            from.path("detail").asText());
    Crowd crowd =
        new Crowd(
            from.path("attachedBefore").asLong(),
            from.path("victims").asInt(),
            from.path("suspects").asInt(),
            from.path("unheard").asInt(),
            value(from.path("byReason"), new TypeReference<Map<DisconnectReason, Integer>>() {}),
            value(from.path("reported"), new TypeReference<Map<String, Integer>>() {}),
            sufferers(from.path("firstVictims")),
            sufferers(from.path("sample").path("suspects")),
            sufferers(from.path("sample").path("healthy")));
    return new CaseFile(
        opening,
        Optional.ofNullable(from.path("closedAt").textValue()).map(Instant::parse),
        crowd,
        value(from.path("cohorts"), new TypeReference<List<CohortShare>>() {}),
        JSON.treeToValue(from.path("timing"), Timing.class),
        EvidenceJson.read(JSON, from.path("evidence")),
        JSON.treeToValue(from.path("scene"), CaseFile.Scene.class));
  }

  private static List<Sufferer> sufferers(JsonNode from) {
    return value(from, new TypeReference<List<Sufferer>>() {});
  }

  private static <T> T value(JsonNode from, TypeReference<T> type) {
    return JSON.convertValue(from, type);
  }
}
