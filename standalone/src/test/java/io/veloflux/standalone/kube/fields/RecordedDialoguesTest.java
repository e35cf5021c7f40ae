package io.veloflux.standalone.kube.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.schema.Resources;
import io.veloflux.standalone.kube.schema.StructuralSchema;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Goes through every dialogue in `dialogues.yaml` and ends each step as a real kube-apiserver did
/// (`answers.json`): the same object, the same owners of the same fields, the same conflicts in the
/// same words.
class RecordedDialoguesTest {
  private static final JsonNode SAMPLE =
      Resources.yaml("schema/samples.example.org.yaml")
          .at("/spec/versions/0/schema/openAPIV3Schema");
  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  private static final StructuralSchema SCHEMA = StructuralSchema.of(SAMPLE);

  @TestFactory
  Stream<DynamicTest> everyDialogueGoesAsItWentWithTheRealOne() throws IOException {
    JsonNode dialogues = Resources.yaml("fields/dialogues.yaml");
    JsonNode answers = new ObjectMapper().readTree(Resources.bytes("fields/answers.json"));
    return IntStream.range(0, dialogues.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                dialogues.path(i).path("name").asText(),
                () -> new Dialogue(dialogues.path(i)).follow(dialogues.path(i), answers.path(i))));
  }

  /// What an API server does around field managers, as far as these dialogues need it.
  private static final class Dialogue {
    private final boolean custom;
    private final ListTypes types;
    private ObjectNode stored;

    Dialogue(JsonNode dialogue) {
      custom = !dialogue.has("kind");
      types =
          custom
              ? ListTypes.of(SAMPLE, true)
              : ListTypes.builtin("", dialogue.path("kind").asText());
    }

    void follow(JsonNode dialogue, JsonNode recorded) throws IOException {
      assertEquals(dialogue.path("name"), recorded.path("name"));
      for (int i = 0; i < dialogue.path("steps").size(); i++) {
        JsonNode answer = recorded.path("answers").path(i);
        String step = "step " + (i + 1) + ": " + dialogue.path("steps").path(i);
        try {
          write(dialogue.path("steps").path(i));
          assertEquals(sorted(answer.path("managedFields")), sorted(managedFields()), step);
          assertEquals(answer.path("object"), content(), step);
        } catch (FieldConflict conflict) {
          assertEquals(409, answer.path("code").asInt(), step);
          assertEquals(answer.path("message").asText(), conflict.getMessage(), step);
          Set<String> causes = new TreeSet<>();
          answer
              .path("causes")
              .forEach(
                  c -> causes.add(c.path("field").asText() + " " + c.path("message").asText()));
          Set<String> told = new TreeSet<>();
          conflict.conflicts().forEach(c -> told.add(c.field() + " " + c.message()));
          assertEquals(causes, told, step);
        }
      }
    }

    private void write(JsonNode step) throws FieldConflict {
      boolean status = step.path("status").asBoolean();
      ObjectNode sent = step.path("object").deepCopy();
      ObjectNode next;
      if (step.has("apply")) {
        identify(sent);
        next =
            ManagedFields.apply(
                stored, sent, manager(step, "apply"), step.path("force").asBoolean(), types);
        if (custom) SCHEMA.applyDefaults(next);
      } else if (step.has("update")) {
        next = sent;
        identify(next);
        keepWhatCannotBeWritten(next, status);
        ManagedFields.recordUpdate(stored, next, manager(step, "update"), types);
      } else {
        next = stored.deepCopy();
        mergePatch(next, sent);
        keepWhatCannotBeWritten(next, status);
        ManagedFields.recordUpdate(stored, next, manager(step, "merge"), types);
      }
      stored = next;
    }

    private void identify(ObjectNode object) {
      object
          .put("apiVersion", custom ? "example.org/v1" : "v1")
          .put("kind", custom ? "Sample" : "ConfigMap");
      object.withObjectProperty("metadata").put("name", "sample");
    }

    private void keepWhatCannotBeWritten(ObjectNode next, boolean status) {
      if (!custom) return;
      for (String name : status ? List.of("spec", "metadata") : List.of("status")) {
        JsonNode old = stored == null ? null : stored.get(name);
        if (old == null) next.remove(name);
        else next.set(name, old.deepCopy());
      }
      SCHEMA.applyDefaults(next);
    }

    private Manager manager(JsonNode step, String verb) {
      String subresource = step.path("status").asBoolean() ? "status" : "";
      return new Manager(
          step.path(verb).asText(), subresource, custom ? "example.org/v1" : "v1", Instant.EPOCH);
    }

    private static void mergePatch(ObjectNode target, JsonNode patch) {
      patch
          .properties()
          .forEach(e -> {
            if (e.getValue().isNull()) target.remove(e.getKey());
            else if (e.getValue().isObject())
              mergePatch(target.withObjectProperty(e.getKey()), e.getValue());
            else target.set(e.getKey(), e.getValue());
          });
    }

    private JsonNode managedFields() {
      JsonNode entries = stored.path("metadata").path("managedFields").deepCopy();
      for (JsonNode entry : entries) if (entry.has("time")) ((ObjectNode) entry).put("time", "set");
      return entries;
    }

    private ObjectNode content() {
      ObjectNode content = stored.deepCopy();
      content.remove(List.of("apiVersion", "kind"));
      content
          .withObjectProperty("metadata")
          .retain(List.of("labels", "annotations", "finalizers", "ownerReferences"));
      return content;
    }
  }

  /// Entries of the same second have no order, and members of objects neither.
  private static String sorted(JsonNode entries) throws IOException {
    Set<String> lines = new TreeSet<>();
    for (JsonNode entry : entries)
      lines.add(SORTED.writeValueAsString(SORTED.treeToValue(entry, Map.class)));
    return String.join("\n", lines);
  }
}
