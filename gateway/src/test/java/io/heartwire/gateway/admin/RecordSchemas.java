package io.heartwire.gateway.admin;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomPropertyDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfig;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * JSON schemas of the records that the administration answers with, as its mapper writes them.
 *
 * <p>A schema has its record's name, that of the record around it before it, both without
 * "Resource": {@code Targets.View}. {@code ListOf.X} is a page of them.
 */
final class RecordSchemas {
  private static final String LIST = "ListOf.";
  private static final String DOCTOR = "io.heartwire.doctor.";
  private static final String REFERENCE = "#/components/schemas/";

  private static final List<String> PACKAGES =
      List.of(
          "io.heartwire.gateway.admin.",
          "io.heartwire.gateway.event.",
          DOCTOR + "cases.",
          DOCTOR + "diagnosis.",
          DOCTOR + "evidence.");

  private static final Map<Class<?>, Class<?>> OPTIONALS =
      Map.of(
          OptionalLong.class, Long.class,
          OptionalInt.class, Integer.class,
          OptionalDouble.class, Double.class);

  private RecordSchemas() {}

  /** Of {@code names}, and of what they refer to; {@code byHand} are those that exist already. */
  static ObjectNode of(Set<String> names, Set<String> byHand) {
    SchemaBuilder builder = new SchemaGenerator(config()).buildMultipleSchemaDefinitions();
    Map<String, JsonNode> schemas = new TreeMap<>();
    for (String name : new TreeSet<>(names)) {
      String item = name.startsWith(LIST) ? name.substring(LIST.length()) : name;
      if (!byHand.contains(item)) {
        builder.createSchemaReference(record(item));
      }
      if (name.startsWith(LIST)) {
        schemas.put(name, page(item));
      }
    }
    builder
        .collectDefinitions("components/schemas")
        .properties()
        .forEach(it -> schemas.put(it.getKey(), it.getValue()));
    schemas.values().forEach(schema -> unwrap((ObjectNode) schema, schemas));
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    return all.setAll(schemas);
  }

  private static Class<?> record(String name) {
    String[] parts = name.split("\\.", 2);
    String inner = parts.length == 2 ? "$" + parts[1].replace('.', '$') : "";
    return PACKAGES.stream()
        .flatMap(it -> List.of(it + parts[0] + inner, it + parts[0] + "Resource" + inner).stream())
        .flatMap(it -> find(it).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no record answers to the name "
                        + name
                        + " in openapi.json: correct it, or describe it in components/schemas"));
  }

  private static Optional<Class<?>> find(String name) {
    try {
      Class<?> found = Class.forName(name);
      return found.isRecord() ? Optional.of(found) : Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  private static SchemaGeneratorConfig config() {
    var builder =
        new SchemaGeneratorConfigBuilder(
                SchemaVersion.DRAFT_2020_12,
                new OptionPreset(
                    Option.NONPUBLIC_NONSTATIC_FIELDS_WITH_GETTERS,
                    Option.NONPUBLIC_NONSTATIC_FIELDS_WITHOUT_GETTERS,
                    Option.ADDITIONAL_FIXED_TYPES))
            .with(
                Option.DEFINITIONS_FOR_ALL_OBJECTS,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                Option.FLATTENED_ENUMS,
                Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE));
    builder
        .forFields()
        .withRequiredCheck(RecordSchemas::isAlwaysThere)
        .withStringFormatResolver(
            field -> field.getType().getErasedType() == Instant.class ? "date-time" : null)
        .withNullableCheck(field -> isOptional(field) && isNullWhenUnknown(field))
        .withTargetTypeOverridesResolver(
            field -> isOptional(field) ? List.of(content(field)) : null)
        .withCustomDefinitionProvider(
            (field, context) ->
                field.getRawMember().isAnnotationPresent(JsonRawValue.class)
                    ? new CustomPropertyDefinition(
                        JsonNodeFactory.instance.objectNode(),
                        CustomDefinition.AttributeInclusion.NO)
                    : null);
    builder
        .forTypesInGeneral()
        .withCustomDefinitionProvider(
            (type, context) ->
                JsonNode.class.isAssignableFrom(type.getErasedType())
                    ? new CustomDefinition(
                        JsonNodeFactory.instance.objectNode(),
                        CustomDefinition.DefinitionType.INLINE,
                        CustomDefinition.AttributeInclusion.NO)
                    : null)
        .withDefinitionNamingStrategy((key, context) -> name(key.getType()));
    return builder.build();
  }

  private static String name(ResolvedType type) {
    return type.isInstanceOf(Map.class)
        ? "MapOf." + name(type.getTypeParameters().get(1).getErasedType())
        : name(type.getErasedType());
  }

  private static String name(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    String own = type.getSimpleName().replace("Resource", "");
    return around == null ? own : name(around) + "." + own;
  }

  private static Class<?> declared(FieldScope field) {
    return field.getRawMember().getType();
  }

  private static boolean isOptional(FieldScope field) {
    return declared(field) == Optional.class || OPTIONALS.containsKey(declared(field));
  }

  private static ResolvedType content(FieldScope field) {
    Class<?> number = OPTIONALS.get(declared(field));
    return number == null
        ? field.getContext().getTypeParameterFor(field.getDeclaredType(), Optional.class, 0)
        : field.getContext().resolve(number);
  }

  /** The doctor, and who says so, writes null for what is unknown; all others leave it out. */
  private static boolean isNullWhenUnknown(FieldScope field) {
    Class<?> owner = field.getRawMember().getDeclaringClass();
    JsonInclude said = owner.getAnnotation(JsonInclude.class);
    return owner.getName().startsWith(DOCTOR)
        || (said != null && said.value() == JsonInclude.Include.ALWAYS);
  }

  private static boolean isAlwaysThere(FieldScope field) {
    return (!isOptional(field) || isNullWhenUnknown(field))
        && !field.getRawMember().isAnnotationPresent(JsonInclude.class);
  }

  private static ObjectNode page(String item) {
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = page.putObject("properties");
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.putObject("items").put("$ref", REFERENCE + item);
    properties.putObject("total").put("type", "integer");
    properties.putObject("next").putArray("type").add("string").add("null");
    page.putArray("required").add("items").add("total").add("next");
    return page.put("additionalProperties", false);
  }

  /** A record within another one, whose members stand beside those of that. */
  private static void unwrap(ObjectNode schema, Map<String, JsonNode> all) {
    if (!schema.has("allOf")) {
      return;
    }
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (JsonNode part : schema.remove("allOf")) {
      String reference = part.path("$ref").asText();
      JsonNode inner =
          reference.isEmpty() ? part : all.get(reference.substring(REFERENCE.length()));
      schema.withObject("/properties").setAll((ObjectNode) inner.path("properties"));
      inner.path("required").forEach(name -> required.add(name.asText()));
    }
    ArrayNode names = schema.putArray("required");
    required.forEach(names::add);
    schema.put("additionalProperties", false);
  }
}
