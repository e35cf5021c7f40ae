package io.veloflux.standalone.kube.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Says of every case in `cases.yaml` what a real kube-apiserver said (`answers.json`), word for
/// word. The order of the words is its accident, so sets are compared.
class RecordedAnswersTest {
  private static final StructuralSchema SCHEMA =
      StructuralSchema.of(
          Resources.yaml("schema/samples.example.org.yaml")
              .at("/spec/versions/0/schema/openAPIV3Schema"));

  @TestFactory
  Stream<DynamicTest> everyCaseIsAnsweredAsTheRealOneAnsweredIt() throws IOException {
    Map<String, JsonNode> answers = new HashMap<>();
    for (JsonNode answer : new ObjectMapper().readTree(Resources.bytes("schema/answers.json"))) {
      answers.put(answer.path("name").asText(), answer);
    }
    return StreamSupport.stream(Resources.yaml("schema/cases.yaml").spliterator(), false)
        .map(c ->
            DynamicTest.dynamicTest(
                c.path("name").asText(), () -> check(c, answers.get(c.path("name").asText()))));
  }

  private static void check(JsonNode written, JsonNode answer) {
    String name = written.path("objectName").asText("sample");
    ObjectNode before = written.has("before") ? object(written.path("before"), name) : null;
    if (before != null) SCHEMA.applyDefaults(before);
    ObjectNode now = object(written.path("now"), name);
    boolean status = written.path("status").asBoolean();
    List<String> warnings = new ArrayList<>();
    for (String path : SCHEMA.prune(now)) warnings.add("unknown field \"" + path + "\"");
    if (!status) now.remove("status");
    SCHEMA.applyDefaults(now);
    List<Cause> causes = status ? SCHEMA.validateStatus(now, before) : SCHEMA.validate(now, before);

    Set<String> expected = new TreeSet<>();
    for (JsonNode cause : answer.path("causes")) {
      expected.add(
          cause.path("reason").asText()
              + " "
              + cause.path("field").asText()
              + ": "
              + cause.path("message").asText());
    }
    Set<String> actual = new TreeSet<>();
    causes.forEach(cause -> actual.add(cause.reason() + " " + cause.text()));
    assertEquals(String.join("\n", expected), String.join("\n", actual));
    if (answer.has("result")) {
      now.remove(List.of("apiVersion", "kind", "metadata"));
      assertEquals(answer.path("result"), now);
      List<String> told = new ArrayList<>();
      answer
          .path("warnings")
          .forEach(w -> told.add(w.asText().replace("\\\"", "\"").replaceAll("\\\\$", "\"")));
      assertEquals(told, warnings);
    }
  }

  private static ObjectNode object(JsonNode content, String name) {
    ObjectNode object = content.deepCopy();
    object
        .put("apiVersion", "example.org/v1")
        .put("kind", "Sample")
        .putObject("metadata")
        .put("name", name);
    return object;
  }
}
