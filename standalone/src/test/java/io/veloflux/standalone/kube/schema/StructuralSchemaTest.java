package io.veloflux.standalone.kube.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuralSchemaTest {

  static Stream<Path> ourKinds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "crds"))) {
      return files.filter(file -> file.toString().endsWith(".veloflux.io.yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("ourKinds")
  void ourKindsAreInOrder(Path file) throws IOException {
    JsonNode versions = new YAMLMapper().readTree(file.toFile()).at("/spec/versions");
    for (JsonNode version : versions) {
      assertEquals(
          List.of(), StructuralSchema.of(version.at("/schema/openAPIV3Schema")).problems("spec"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.text.find('[a-c]+') == 'abc'",
        "self.text.findAll('[a-z]') == ['a', 'b', 'c', 'd']",
        "self.text.findAll('[a-z]', 2) == ['a', 'b']",
        "'%s has %d, %.2f, %x, 100%%'.format([self.text, self.count, 1.5, 255]) == 'abcd has 3, 1.50, ff, 100%'",
        "'%s'.format([self.numbers]) == '[3, 1, 2]'",
        "!self.numbers.isSorted() && self.numbers.sort().isSorted()",
        "self.numbers.sum() == 6 && self.numbers.min() == 1 && self.numbers.max() == 3",
        "self.numbers.indexOf(1) == 1 && self.numbers.lastIndexOf(9) == -1",
        "self.text.indexOf('c') == 2 && self.text.substring(1, 3) == 'bc' && self.text.upperAscii() == 'ABCD'",
        "self.text.split('b').join('-') == 'a-cd' && self.text.replace('a', 'x').startsWith('x')",
        "isIP('::1') && isIP('10.0.0.1') && !isIP('10.0.0.256') && !isIP('10.1') && !isIP('name')",
        "isCIDR('10.0.0.0/8') && isCIDR('fd00::/64') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0')",
        "isURL('https://example.com/x') && isURL('/x') && !isURL('x')",
        "sets.contains(self.numbers, [1, 2]) && sets.equivalent([1, 1], [1])",
        "duration(self.span) > duration('89m') && duration(self.span).getMinutes() == 90",
        "self.when < timestamp('2030-01-01T00:00:00Z') && self.when.getFullYear() == 2026",
        "self.lasts == duration('1h30m')",
        "self.?absent.orValue('none') == 'none' && !has(self.absent)",
        "self.any.all(k, v, v > 0) && self.any.exists_one(k, k == 'x')",
        "type(self.port) == int && self.port < 100",
        "self.x__dash__y == 'dashed' && self.__namespace__ == 'reserved'",
        "self.share == 1.0 && self.share < 2",
      })
  void rulesKnowTheFunctionsOfKubernetes(String rule) {
    ObjectNode schema = schema();
    ((ObjectNode) schema.at("/properties/spec"))
        .putArray("x-kubernetes-validations")
        .addObject()
        .put("rule", rule)
        .put("message", "does not hold");
    StructuralSchema structural = StructuralSchema.of(schema);
    assertEquals(List.of(), structural.problems(""));
    assertEquals(List.of(), structural.validate(object(), null));
  }

  @Test
  void whatWasWrongBeforeMayStayButNotSpread() {
    ObjectNode schema = schema();
    ((ObjectNode) schema.at("/properties/spec/properties/text")).put("maxLength", 2);
    StructuralSchema stricter = StructuralSchema.of(schema);
    ObjectNode before = object();
    ObjectNode now = object();
    ((ObjectNode) now.path("spec")).put("count", 4);
    assertEquals(List.of(), stricter.validate(now, before));
    ((ObjectNode) now.path("spec")).put("text", "abcde");
    assertEquals(1, stricter.validate(now, before).size());
    assertEquals(1, stricter.validate(object(), null).size());
  }

  @Test
  void aRuleThatLoopsForEverEndsWithAnError() {
    ObjectNode schema = schema();
    ObjectNode numbers = (ObjectNode) schema.at("/properties/spec/properties/numbers");
    numbers
        .putArray("x-kubernetes-validations")
        .addObject()
        .put("rule", "self.all(a, self.all(b, self.all(c, a + b + c >= 0)))");
    ObjectNode object = object();
    var many = ((ObjectNode) object.path("spec")).putArray("numbers");
    for (int i = 0; i < 200; i++) many.add(i);
    List<Cause> causes = StructuralSchema.of(schema).validate(object, null);
    assertEquals(1, causes.size());
    assertTrue(causes.getFirst().message().contains("cost limit exceeded"), causes::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "1h30m, PT1H30M",
    "-1.5s, PT-1.5S",
    "300ms, PT0.3S",
    "1us, PT0.000001S",
    "0, PT0S",
    "soon, ",
    "5, ",
    "1h 3m, ",
    "s, ",
    "300000000h, "
  })
  void durationsReadAsInGo(String text, String expected) {
    assertEquals(
        expected, GoDuration.parse(text) == null ? null : GoDuration.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "date-time, 2026-01-02T03:04:05Z, true",
    "date-time, 2026-01-02 03:04:05, false",
    "date, 2026-02-30, false",
    "ipv4, 1.2.3.4, true",
    "ipv4, ::1, false",
    "ipv6, fe80::1, true",
    "cidr, 10.0.0.0/24, true",
    "mac, 00:1A:2b:3c:4d:5e, true",
    "hostname, shop.example.com, true",
    "hostname, -x, false",
    "uuid, 123e4567-e89b-12d3-a456-426614174000, true",
    "uuid4, 123e4567-e89b-12d3-a456-426614174000, false",
    "byte, aGVsbG8=, true",
    "byte, aGVsbG8, false",
    "uri, https://x/y, true",
    "uri, x, false",
    "email, a@example.com, true",
    "email, a, false",
    "duration, 3m, true",
    "unheard-of, anything, true"
  })
  void formats(String format, String text, boolean valid) {
    assertEquals(valid, Formats.matches(format, text));
  }

  private static ObjectNode object() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object
        .put("apiVersion", "example.org/v1")
        .put("kind", "Thing")
        .putObject("metadata")
        .put("name", "x");
    ObjectNode spec = object.putObject("spec");
    spec.put("text", "abcd")
        .put("count", 3)
        .put("span", "1h30m")
        .put("lasts", "1h30m")
        .put("share", 1);
    spec.put("when", "2026-01-02T03:04:05Z")
        .put("port", 80)
        .put("x-y", "dashed")
        .put("namespace", "reserved");
    spec.putArray("numbers").add(3).add(1).add(2);
    spec.putObject("any").put("x", 1).put("y", 2);
    return object;
  }

  private static ObjectNode schema() {
    try {
      return (ObjectNode)
          new YAMLMapper()
              .readTree(
                  """
                  type: object
                  properties:
                    spec:
                      type: object
                      properties:
                        text: {type: string}
                        count: {type: integer}
                        span: {type: string}
                        lasts: {type: string, format: duration}
                        share: {type: number}
                        when: {type: string, format: date-time}
                        port: {x-kubernetes-int-or-string: true}
                        absent: {type: string}
                        x-y: {type: string}
                        namespace: {type: string}
                        numbers: {type: array, items: {type: integer}}
                        any: {type: object, additionalProperties: {type: integer}}
                  """);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
