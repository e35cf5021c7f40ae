package io.veloflux.standalone.kube.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each patch as a line: document, patch, result.
class PatchesTest {

  private static JsonNode yaml(String text) {
    try {
      return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) yaml(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1}            | {b: 2}                | {a: 1, b: 2}",
        "{a: 1, b: 2}      | {a: null}             | {b: 2}",
        "{a: {b: 1, c: 2}} | {a: {b: null, d: 3}}  | {a: {c: 2, d: 3}}",
        "{a: [1, 2]}       | {a: [3]}              | {a: [3]}",
        "{a: 1}            | {a: {b: null, c: 1}}  | {a: {c: 1}}",
      })
  void merge(String document, String patch, String expected) {
    ObjectNode target = object(document);
    MergePatch.apply(target, object(patch));
    assertEquals(yaml(expected), target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1}         | [{op: add, path: /b, value: 2}]                  | {a: 1, b: 2}",
        "{a: [1, 3]}    | [{op: add, path: /a/1, value: 2}]                | {a: [1, 2, 3]}",
        "{a: [1]}       | [{op: add, path: /a/-, value: 2}]                | {a: [1, 2]}",
        "{a: {b: 1}}    | [{op: remove, path: /a/b}]                       | {a: {}}",
        "{a: [1, 2]}    | [{op: remove, path: /a/0}]                       | {a: [2]}",
        "{a: 1}         | [{op: replace, path: /a, value: 2}]              | {a: 2}",
        "{a: 1}         | [{op: move, from: /a, path: /b}]                 | {b: 1}",
        "{a: 1}         | [{op: copy, from: /a, path: /b}]                 | {a: 1, b: 1}",
        "{a: 1}         | [{op: test, path: /a, value: 1}]                 | {a: 1}",
        "{'x/y~z': 1}   | [{op: replace, path: '/x~1y~0z', value: 2}]      | {'x/y~z': 2}",
      })
  void json(String document, String patch, String expected) throws BadPatch {
    assertEquals(yaml(expected), JsonPatch.apply(object(document), yaml(patch)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1}   | [{op: test, path: /a, value: 2}]",
        "{a: 1}   | [{op: remove, path: /b}]",
        "{a: 1}   | [{op: replace, path: /b, value: 1}]",
        "{a: 1}   | [{op: add, path: /b/c, value: 1}]",
        "{a: [1]} | [{op: add, path: /a/2, value: 1}]",
        "{a: [1]} | [{op: add, path: /a/x, value: 1}]",
        "{a: [1]} | [{op: remove, path: /a/1}]",
        "{a: 1}   | [{op: add, path: /b}]",
        "{a: 1}   | [{op: nothing, path: /a}]",
        "{a: 1}   | {op: add, path: /a, value: 1}",
      })
  void aJsonPatchThatDoesNotFitIsRefused(String document, String patch) {
    assertThrows(BadPatch.class, () -> JsonPatch.apply(object(document), yaml(patch)));
  }

  private static final JsonNode SCHEMA =
      yaml(
          """
          properties:
            ports:
              x-kubernetes-patch-strategy: merge
              x-kubernetes-patch-merge-key: port
              items: {properties: {port: {type: integer}, name: {type: string}}}
            words: {x-kubernetes-patch-strategy: merge, items: {type: string}}
            plain: {items: {type: string}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ports: [{port: 1}, {port: 2}]} | {ports: [{port: 2, name: b}]} | {ports: [{port: 1},"
            + " {port: 2, name: b}]}",
        "{ports: [{port: 1}]} | {ports: [{port: 2}]} | {ports: [{port: 1}, {port: 2}]}",
        "{ports: [{port: 1}, {port: 2}]} | {ports: [{port: 1, $patch: delete}]} | {ports: [{port:"
            + " 2}]}",
        "{ports: [{port: 1}]} | {ports: [{$patch: replace}, {port: 2}]} | {ports: [{port: 2}]}",
        "{ports: [{port: 1}]} | {ports: [{port: 2}], $setElementOrder/ports: [{port: 2}, {port:"
            + " 1}]} | {ports: [{port: 2}, {port: 1}]}",
        "{words: [a]} | {words: [a, b]} | {words: [a, b]}",
        "{words: [a, b]} | {$deleteFromPrimitiveList/words: [a]} | {words: [b]}",
        "{plain: [a]} | {plain: [b]} | {plain: [b]}",
        "{a: {b: 1}} | {a: {c: 2, $patch: replace}} | {a: {c: 2}}",
        "{a: {b: 1}, c: 1} | {a: {$patch: delete}} | {c: 1}",
        "{a: {b: 1, c: 2}} | {a: {$retainKeys: [c, d], d: 3}} | {a: {c: 2, d: 3}}",
        "{a: 1} | {a: null, b: 2} | {b: 2}",
      })
  void strategic(String document, String patch, String expected) throws BadPatch {
    ObjectNode target = object(document);
    StrategicPatch.apply(target, object(patch), SCHEMA);
    assertEquals(yaml(expected), target);
  }

  @Test
  void aStrategicPatchMustNameItsElements() {
    ObjectNode target = object("{ports: [{port: 1}]}");
    assertThrows(
        BadPatch.class, () -> StrategicPatch.apply(target, object("{ports: [{name: a}]}"), SCHEMA));
  }
}
