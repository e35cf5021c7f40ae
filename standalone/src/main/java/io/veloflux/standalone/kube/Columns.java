package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Makes the columns of `kubectl get`.
final class Columns {
  static final Column NAME =
      new Column(
          "Name",
          "string",
          "name",
          "Name must be unique within a namespace.",
          0,
          (object, now) -> object.path("metadata").path("name"));

  static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          "Time since the object was created.",
          0,
          (object, now) -> age(object, now));

  private static final Column AGE_AS_DATE =
      new Column(
          "Age",
          "date",
          "",
          "Time since the object was created.",
          0,
          (object, now) -> age(object, now));

  private Columns() {}

  private static JsonNode age(JsonNode object, Instant now) {
    String created = Json.text(object.path("metadata"), "creationTimestamp");
    return TextNode.valueOf(Timestamps.age(created, now));
  }

  static Column text(String name, Function<JsonNode, String> cell) {
    return text(name, 0, cell);
  }

  static Column text(String name, int priority, Function<JsonNode, String> cell) {
    BiFunction<JsonNode, Instant, JsonNode> text =
        (object, now) -> TextNode.valueOf(cell.apply(object));
    return new Column(name, "string", "", "", priority, text);
  }

  /// @param additionalPrinterColumns of a CustomResourceDefinition's version
  static List<Column> of(JsonNode additionalPrinterColumns) {
    List<Column> columns = new ArrayList<>();
    columns.add(NAME);
    for (JsonNode column : additionalPrinterColumns) columns.add(defined(column));
    if (columns.size() == 1) columns.add(AGE_AS_DATE);
    return columns;
  }

  private static Column defined(JsonNode column) {
    String type = Json.text(column, "type");
    BiFunction<JsonNode, Instant, JsonNode> cell;
    try {
      JsonPath path = JsonPath.of(Json.text(column, "jsonPath"));
      cell = (object, now) -> cell(path.find(object), type, now);
    } catch (IllegalArgumentException e) {
      cell = (object, now) -> NullNode.instance; // like a path that leads nowhere
    }
    return new Column(
        Json.text(column, "name"),
        type,
        Json.text(column, "format"),
        Json.text(column, "description"),
        column.path("priority").asInt(),
        cell);
  }

  private static JsonNode cell(List<JsonNode> found, String type, Instant now) {
    if (found.isEmpty()) return NullNode.instance;
    JsonNode value = found.getFirst();
    return switch (type) {
      case "string" ->
          TextNode.valueOf(value.isContainerNode() ? value.toString() : value.asText());
      case "date" ->
          value.isTextual()
              ? TextNode.valueOf(Timestamps.age(value.asText(), now))
              : NullNode.instance;
      case "integer" ->
          value.isNumber()
              ? JsonNodeFactory.instance.numberNode(value.asLong())
              : NullNode.instance;
      case "number" -> value.isNumber() ? value : NullNode.instance;
      case "boolean" -> value.isBoolean() ? value : NullNode.instance;
      default -> NullNode.instance;
    };
  }
}
