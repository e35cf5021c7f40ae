package io.veloflux.standalone.kube.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  private static final String DOCUMENT =
      """
      metadata: {labels: {a.b/c: label}}
      spec: {name: n, list: [x, y, z], items: [{k: 1}, {k: 2}]}
      status:
        conditions:
        - {type: Other, status: "no"}
        - {type: Ready, status: "True"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ".spec.name                                        | n",
        "['spec']['name']                                  | n",
        ".spec.list[0]                                     | x",
        ".spec.list[-1]                                    | z",
        ".spec.list[*]                                     | x y z",
        ".spec.items[*].k                                  | 1 2",
        ".status.conditions[?(@.type==\"Ready\")].status   | True",
        ".status.conditions[?(@.type=='Ready')].status     | True",
        ".status.conditions[?(@.type!=\"Ready\")].status   | no",
        ".metadata.labels.a\\.b/c                          | label",
        ".metadata.labels['a.b/c']                         | label",
        ".spec.missing.deeper                              | ``",
        ".spec.list[7]                                     | ``",
      })
  void finds(String path, String expected) throws IOException {
    JsonNode document = Json.parseYaml(DOCUMENT.getBytes(StandardCharsets.UTF_8));
    String found =
        JsonPath.of(path).find(document).stream()
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec", ".a[", ".a[x]", ".a[?(@.b>1)]", ".a..b"})
  void refusesWhatItDoesNotKnow(String path) {
    assertThrows(IllegalArgumentException.class, () -> JsonPath.of(path));
  }
}
