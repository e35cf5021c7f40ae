package io.veloflux.standalone.kube.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Refuses every schema in `broken-schemas.yaml` as a real kube-apiserver refused it, word for
/// word.
class BrokenSchemasTest {

  @TestFactory
  Stream<DynamicTest> everyBrokenSchemaIsRefusedAsTheRealOneRefusedIt() throws IOException {
    JsonNode cases = Resources.yaml("schema/broken-schemas.yaml");
    JsonNode answers =
        new ObjectMapper().readTree(Resources.bytes("schema/broken-schemas-answers.json"));
    return IntStream.range(0, cases.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                cases.path(i).path("name").asText(), () -> check(cases.path(i), answers.path(i))));
  }

  private static void check(JsonNode broken, JsonNode answer) throws IOException {
    assertEquals(broken.path("name"), answer.path("name"));
    ObjectNode schema =
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    """
                    {"type": "object", "properties": {"spec": {"type": "object", "properties":
                      {"a": {"type": "string", "maxLength": 5}, "n": {"type": "integer"}}}}}\
                    """);
    ObjectNode spec = (ObjectNode) schema.at("/properties/spec");
    if (broken.has("spec")) spec.setAll((ObjectNode) broken.path("spec"));
    if (broken.has("properties"))
      spec.withObject("/properties").setAll((ObjectNode) broken.path("properties"));

    Set<String> expected = new TreeSet<>();
    answer
        .path("causes")
        .forEach(c ->
            expected.add(
                c.path("reason").asText()
                    + " "
                    + c.path("field").asText()
                    + ": "
                    + c.path("message").asText()));
    Set<String> actual = new TreeSet<>();
    StructuralSchema.of(schema)
        .problems("spec.validation.openAPIV3Schema")
        .forEach(c -> actual.add(c.reason() + " " + c.text()));
    assertEquals(String.join("\n", expected), String.join("\n", actual));
  }
}
