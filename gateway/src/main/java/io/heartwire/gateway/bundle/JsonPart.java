package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file of JSON: how something is at the end, or at the beginning as well. */
public final class JsonPart implements Part {
  private final String name;
  private final ObjectMapper json;
  private final Supplier<?> source;
  private final boolean asksTwice;
  private @Nullable Object before;

  private JsonPart(String name, ObjectMapper json, Supplier<?> source, boolean asksTwice) {
    this.name = name;
    this.json = json;
    this.source = source;
    this.asksTwice = asksTwice;
  }

  /** What {@code source} says at the end. */
  public static JsonPart atEnd(String name, ObjectMapper json, Supplier<?> source) {
    return new JsonPart(name, json, source, false);
  }

  /** What it says at the beginning, and what it says at the end: {@code before}, {@code after}. */
  static JsonPart beforeAndAfter(String name, ObjectMapper json, Supplier<?> source) {
    return new JsonPart(name, json, source, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void begin() {
    if (asksTwice) {
      before = source.get();
    }
  }

  @Override
  public byte[] content() throws JsonProcessingException {
    Object after = source.get();
    Map<String, Object> both = new LinkedHashMap<>();
    if (before != null) {
      both.put("before", before);
      both.put("after", after);
    }
    return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(asksTwice ? both : after);
  }
}
