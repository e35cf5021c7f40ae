package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes trees, and reads from them without asking twice whether something is there.
public final class Json {
  private static final int MAX_DEPTH = 200;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
    JSON.getFactory().setStreamReadConstraints(constraints);
    YAML.getFactory().setStreamReadConstraints(constraints);
  }

  private Json() {}

  /// @throws IOException with a message of one line that says where the text is no JSON
  public static JsonNode parse(byte[] json) throws IOException {
    return read(JSON, json);
  }

  /// @throws IOException with a message of one line that says where the text is no YAML
  public static JsonNode parseYaml(byte[] yaml) throws IOException {
    return read(YAML, yaml);
  }

  private static JsonNode read(ObjectMapper mapper, byte[] bytes) throws IOException {
    try {
      return mapper.readTree(bytes);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
      throw new IOException(e.getOriginalMessage().lines().findFirst().orElse("") + where, e);
    }
  }

  /// Reads what this process wrote itself.
  public static ObjectNode trusted(byte[] json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array(Iterable<String> words) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    words.forEach(array::add);
    return array;
  }

  /// As a JSON string, in quotes.
  public static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  /// The object in a field, made when it is absent or no object.
  public static ObjectNode child(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode there ? there : parent.putObject(field);
  }

  /// `metadata`, made when it is absent.
  public static ObjectNode metadata(ObjectNode object) {
    return child(object, "metadata");
  }

  /// The text in a field, empty when it is absent or no text.
  public static String text(JsonNode parent, String field) {
    return parent.path(field).asText("");
  }

  /// The texts of a list, none when it is absent.
  public static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(entry -> texts.add(entry.asText()));
    return texts;
  }

  /// Takes over a field from another object, or its absence.
  public static void copy(ObjectNode from, ObjectNode to, String field) {
    set(to, field, from.get(field));
  }

  /// Sets a field, or removes it when there is no value.
  public static void set(ObjectNode object, String field, @Nullable JsonNode value) {
    if (value == null) object.remove(field);
    else object.set(field, value);
  }

  /// Removes fields that hold `null`, at every depth: for typed objects absent and null are one.
  public static void dropNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    node.forEach(Json::dropNulls);
  }
}
