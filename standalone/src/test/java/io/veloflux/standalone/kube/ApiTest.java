package io.veloflux.standalone.kube;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and answers as they are on the wire. What is expected here was compared with
/// kube-apiserver 1.36.
class ApiTest {
  private static final String MERGE = "application/merge-patch+json";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @TempDir private static Path directory;
  private static TestServer server;

  private String namespace;
  private String widgets;

  @BeforeAll
  static void start() {
    server = new TestServer(directory);
    TestServer.Answer created =
        server.send(
            "POST",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "application/yaml",
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.test.io}
            spec:
              group: test.io
              scope: Namespaced
              names: {kind: Widget, plural: widgets, shortNames: [wd]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                selectableFields: [{jsonPath: .spec.color}]
                additionalPrinterColumns:
                - {name: Color, type: string, jsonPath: .spec.color}
                - {name: Size, type: integer, jsonPath: .spec.size}
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          color: {type: string, default: red, description: What it looks like.}
                          size: {type: integer}
                      status:
                        type: object
                        properties:
                          conditions:
                            type: array
                            items:
                              type: object
                              properties: {type: {type: string}, status: {type: string}}
            """);
    assertEquals(201, created.code(), created.text());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void makeNamespace() {
    namespace = "test-" + NAMESPACES.incrementAndGet();
    widgets = "/apis/test.io/v1/namespaces/" + namespace + "/widgets";
    String json = "{\"metadata\":{\"name\":\"%s\"}}".formatted(namespace);
    assertEquals(201, server.post("/api/v1/namespaces", json).code());
  }

  private JsonNode create(String name, String spec) {
    TestServer.Answer answer = server.post(widgets, widget(name, "", spec));
    assertEquals(201, answer.code(), answer.text());
    return answer.json();
  }

  private static String widget(String name, String metadata, String spec) {
    return "{\"metadata\":{\"name\":\"%s\"%s},\"spec\":%s}".formatted(name, metadata, spec);
  }

  private TestServer.Answer patch(String path, String body) {
    return server.send("PATCH", widgets + path, MERGE, body);
  }

  // --- who may come in

  @Test
  void answersNobodyWithoutTheToken() {
    for (String header : List.of("", "Bearer wrong", "Basic x")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(server.kubernetes.url() + "/api/v1/namespaces"));
      if (!header.isEmpty()) request.header("Authorization", header);
      TestServer.Answer answer = server.send(request.GET().build());
      assertEquals(401, answer.code());
      assertEquals("Unauthorized", answer.json().path("reason").asText());
    }
  }

  @Test
  void tellsItsHealthToEveryone() {
    for (String path : List.of("/livez", "/readyz", "/healthz")) {
      URI uri = URI.create(server.kubernetes.url() + path);
      assertEquals(200, server.send(HttpRequest.newBuilder(uri).GET().build()).code());
    }
  }

  // --- names and versions

  @Test
  void refusesWhatHasNoPlace() {
    String missing = "/apis/test.io/v1/namespaces/missing/widgets";
    TestServer.Answer answer = server.post(missing, widget("a", "", "{}"));
    assertEquals(404, answer.code());
    assertEquals("namespaces \"missing\" not found", answer.message());
    assertEquals(404, server.get(widgets + "/nope").code());
    assertEquals("widgets.test.io \"nope\" not found", server.get(widgets + "/nope").message());
    assertEquals(404, server.get("/apis/test.io/v1/gadgets").code());
  }

  @Test
  void refusesNamesThatAreNone() {
    TestServer.Answer answer = server.post(widgets, widget("A_b", "", "{}"));
    assertEquals(422, answer.code());
    assertTrue(
        answer
            .message()
            .startsWith("Widget.test.io \"A_b\" is invalid: metadata.name: Invalid value:"));
    assertEquals(422, server.post(widgets, "{\"metadata\":{}}").code());
    assertEquals(
        422, server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"a.b\"}}").code());
  }

  @Test
  void makesUpNames() {
    String body = "{\"metadata\":{\"generateName\":\"w-\"}}";
    String first = server.post(widgets, body).json().path("metadata").path("name").asText();
    String second = server.post(widgets, body).json().path("metadata").path("name").asText();
    assertTrue(first.matches("w-[a-z0-9]{5}"), first);
    assertNotEquals(first, second);
  }

  @Test
  void createsOnlyOnce() {
    create("a", "{}");
    TestServer.Answer again = server.post(widgets, widget("a", "", "{}"));
    assertEquals(409, again.code());
    assertEquals("widgets.test.io \"a\" already exists", again.message());
    assertEquals("AlreadyExists", again.json().path("reason").asText());
  }

  @Test
  void replacesOnlyTheVersionThatWasSeen() {
    JsonNode created = create("a", "{}");
    patch("/a", "{\"spec\":{\"size\":1}}");
    TestServer.Answer late =
        server.send("PUT", widgets + "/a", "application/json", created.toString());
    assertEquals(409, late.code());
    assertEquals(
        "Operation cannot be fulfilled on widgets.test.io \"a\": the object has been modified;"
            + " please apply your changes to the latest version and try again",
        late.message());
  }

  // --- what is stored

  @Test
  void fillsDefaultsAndCountsGenerations() {
    JsonNode created = create("a", "{}");
    assertEquals("red", created.path("spec").path("color").asText());
    assertEquals(1, created.path("metadata").path("generation").asInt());
    JsonNode labelled = patch("/a", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").json();
    assertEquals(1, labelled.path("metadata").path("generation").asInt());
    JsonNode changed = patch("/a", "{\"spec\":{\"size\":1}}").json();
    assertEquals(2, changed.path("metadata").path("generation").asInt());
  }

  @Test
  void aWriteThatChangesNothingIsNone() {
    String before = create("a", "{\"size\":1}").path("metadata").path("resourceVersion").asText();
    JsonNode after = patch("/a", "{\"spec\":{\"size\":1}}").json();
    assertEquals(before, after.path("metadata").path("resourceVersion").asText());
  }

  @Test
  void statusIsWrittenThroughItsSubresourceAlone() {
    create("a", "{\"size\":1}");
    patch("/a", "{\"status\":{\"conditions\":[{\"type\":\"Ready\"}]}}");
    assertFalse(server.get(widgets + "/a").json().has("status"));
    patch(
        "/a/status", "{\"status\":{\"conditions\":[{\"type\":\"Ready\"}]},\"spec\":{\"size\":2}}");
    JsonNode stored = server.get(widgets + "/a").json();
    assertEquals(1, stored.path("spec").path("size").asInt());
    assertEquals(1, stored.path("status").path("conditions").size());
    assertEquals(1, stored.path("metadata").path("generation").asInt());
  }

  @Test
  void unknownFieldsAreRefusedWarnedOfOrDropped() {
    String body = widget("a", "", "{\"colour\":1}");
    TestServer.Answer strict = server.post(widgets + "?fieldValidation=Strict", body);
    assertEquals(400, strict.code());
    assertEquals(
        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown"
            + " field \"spec.colour\"",
        strict.message());
    TestServer.Answer warned = server.post(widgets + "?dryRun=All", body);
    assertEquals(201, warned.code());
    assertEquals(List.of("299 - \"unknown field \\\"spec.colour\\\"\""), warned.warnings());
    TestServer.Answer ignored = server.post(widgets + "?fieldValidation=Ignore", body);
    assertEquals(List.of(), ignored.warnings());
    assertFalse(ignored.json().path("spec").has("colour"));
  }

  @Test
  void aDryRunStoresNothing() {
    assertEquals(201, server.post(widgets + "?dryRun=All", widget("a", "", "{}")).code());
    assertEquals(404, server.get(widgets + "/a").code());
  }

  @Test
  void patchesInThreeWays() {
    create("a", "{\"size\":1}");
    assertEquals(
        2, patch("/a", "{\"spec\":{\"size\":2}}").json().path("spec").path("size").asInt());
    String json =
        "[{\"op\":\"test\",\"path\":\"/spec/size\",\"value\":%d},{\"op\":\"replace\",\"path\":\"/spec/size\",\"value\":3}]";
    String path = widgets + "/a";
    String type = "application/json-patch+json";
    assertEquals(422, server.send("PATCH", path, type, json.formatted(9)).code());
    assertEquals(
        3,
        server
            .send("PATCH", path, type, json.formatted(2))
            .json()
            .path("spec")
            .path("size")
            .asInt());
    String strategic = "application/strategic-merge-patch+json";
    assertEquals(415, server.send("PATCH", path, strategic, "{}").code());
    String apply = "apiVersion: test.io/v1\nkind: Widget\nspec: {color: blue}\n";
    TestServer.Answer applied =
        server.send(
            "PATCH", path + "?fieldManager=test&force=true", "application/apply-patch+yaml", apply);
    assertEquals("blue", applied.json().path("spec").path("color").asText(), applied.text());
  }

  // --- deleting

  @Test
  void waitsForFinalizers() {
    server.post(widgets, widget("a", ",\"finalizers\":[\"test.io/a\"]", "{}"));
    TestServer.Answer deleted = server.send("DELETE", widgets + "/a", "application/json", "");
    assertTrue(deleted.json().path("metadata").has("deletionTimestamp"), deleted.text());
    assertEquals(200, server.get(widgets + "/a").code());
    assertEquals(
        422, patch("/a", "{\"metadata\":{\"finalizers\":[\"test.io/a\",\"test.io/b\"]}}").code());
    patch("/a", "{\"metadata\":{\"finalizers\":null}}");
    assertEquals(404, server.get(widgets + "/a").code());
  }

  @Test
  void deletesWhatIsOwned() {
    String owner = create("owner", "{}").path("metadata").path("uid").asText();
    server.post(widgets, owned("one", owner));
    server.post(widgets, owned("stale", "no-such-uid"));
    await().until(() -> server.get(widgets + "/stale").code() == 404);
    assertEquals(200, server.get(widgets + "/one").code());
    server.send("DELETE", widgets + "/owner", "application/json", "");
    await().until(() -> server.get(widgets + "/one").code() == 404);
  }

  @Test
  void deletesOwnedObjectsFirstOrNotAtAll() {
    String first = create("first", "{}").path("metadata").path("uid").asText();
    server.post(widgets, owned("one", first));
    deleteWith("first", "Foreground");
    await().until(() -> server.get(widgets + "/first").code() == 404);
    assertEquals(404, server.get(widgets + "/one").code());
    String second = create("second", "{}").path("metadata").path("uid").asText();
    server.post(widgets, owned("two", second));
    deleteWith("second", "Orphan");
    await().until(() -> server.get(widgets + "/second").code() == 404);
    JsonNode orphan = server.get(widgets + "/two").json();
    assertFalse(orphan.path("metadata").has("ownerReferences"), orphan.toString());
  }

  private void deleteWith(String name, String policy) {
    String options = "{\"propagationPolicy\":\"%s\"}".formatted(policy);
    server.send("DELETE", widgets + "/" + name, "application/json", options);
  }

  private static String owned(String name, String owner) {
    String reference =
        ",\"ownerReferences\":[{\"apiVersion\":\"test.io/v1\",\"kind\":\"Widget\",\"name\":\"o\",\"uid\":\"%s\",\"blockOwnerDeletion\":true}]";
    return widget(name, reference.formatted(owner), "{}");
  }

  @Test
  void aNamespaceGoesWithItsContent() {
    server.post(widgets, widget("a", ",\"finalizers\":[\"test.io/a\"]", "{}"));
    create("b", "{}");
    server.send("DELETE", "/api/v1/namespaces/" + namespace, "application/json", "");
    TestServer.Answer late = server.post(widgets, widget("late", "", "{}"));
    assertEquals(403, late.code());
    assertTrue(late.message().endsWith("because it is being terminated"), late.message());
    await().until(() -> server.get(widgets + "/b").code() == 404);
    assertEquals(200, server.get("/api/v1/namespaces/" + namespace).code());
    patch("/a", "{\"metadata\":{\"finalizers\":null}}");
    await().until(() -> server.get("/api/v1/namespaces/" + namespace).code() == 404);
  }

  @Test
  void deletesACollection() {
    create("a", "{}");
    create("b", "{\"color\":\"blue\"}");
    server.send("DELETE", widgets + "?fieldSelector=spec.color%3Dblue", "application/json", "");
    assertEquals(List.of("a"), names(server.get(widgets).json()));
  }

  // --- lists and tables

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.path("metadata").path("name").asText()));
    return names;
  }

  @Test
  void selectsByLabelsAndFields() {
    server.post(widgets, widget("a", ",\"labels\":{\"tier\":\"web\"}", "{}"));
    server.post(widgets, widget("b", ",\"labels\":{\"tier\":\"db\"}", "{\"color\":\"blue\"}"));
    create("c", "{}");
    assertEquals(List.of("a"), names(server.get(widgets + "?labelSelector=tier%3Dweb").json()));
    assertEquals(
        List.of("b", "c"), names(server.get(widgets + "?labelSelector=tier!%3Dweb").json()));
    assertEquals(
        List.of("a", "b"),
        names(server.get(widgets + "?labelSelector=tier%20in%20(web,db)").json()));
    assertEquals(List.of("c"), names(server.get(widgets + "?labelSelector=!tier").json()));
    assertEquals(
        List.of("b"), names(server.get(widgets + "?fieldSelector=spec.color%3Dblue").json()));
    assertEquals(
        List.of("c"), names(server.get(widgets + "?fieldSelector=metadata.name%3Dc").json()));
    assertEquals(400, server.get(widgets + "?fieldSelector=spec.size%3D1").code());
  }

  @Test
  void pagesShowOneMomentInTime() {
    for (String name : List.of("a", "b", "c")) create(name, "{}");
    JsonNode first = server.get(widgets + "?limit=2").json();
    assertEquals(List.of("a", "b"), names(first));
    assertEquals(1, first.path("metadata").path("remainingItemCount").asInt());
    server.send("DELETE", widgets + "/c", "application/json", "");
    create("d", "{}");
    String more = first.path("metadata").path("continue").asText();
    JsonNode second = server.get(widgets + "?limit=2&continue=" + more).json();
    assertEquals(List.of("c"), names(second));
    assertFalse(second.path("metadata").has("continue"));
  }

  @Test
  void rendersTables() {
    create("a", "{\"size\":7}");
    patch(
        "/a/status",
        "{\"status\":{\"conditions\":[{\"type\":\"X\",\"status\":\"no\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}");
    JsonNode table =
        server
            .get(widgets, "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            .json();
    assertEquals("Table", table.path("kind").asText());
    List<String> columns = new ArrayList<>();
    table.path("columnDefinitions").forEach(c -> columns.add(c.path("name").asText()));
    assertEquals(List.of("Name", "Color", "Size", "Ready", "Age"), columns);
    JsonNode cells = table.path("rows").path(0).path("cells");
    assertEquals("a", cells.path(0).asText());
    assertEquals("red", cells.path(1).asText());
    assertEquals(7, cells.path(2).asInt());
    assertEquals("True", cells.path(3).asText());
    assertTrue(cells.path(4).asText().matches("[0-9]+s"), cells.toString());
  }

  // --- what there is

  @Test
  void describesItself() {
    JsonNode resources = server.get("/apis/test.io/v1").json().path("resources");
    assertEquals("widgets", resources.path(0).path("name").asText());
    assertEquals("wd", resources.path(0).path("shortNames").path(0).asText());
    assertEquals("widgets/status", resources.path(1).path("name").asText());
    assertTrue(server.get("/openapi/v3").json().path("paths").has("apis/test.io/v1"));
    JsonNode document = server.get("/openapi/v3/apis/test.io/v1").json();
    JsonNode patch =
        document
            .path("paths")
            .path("/apis/test.io/v1/namespaces/{namespace}/widgets/{name}")
            .path("patch");
    assertEquals("fieldValidation", patch.path("parameters").path(0).path("name").asText());
    assertEquals(
        "What it looks like.",
        document
            .at(
                "/components/schemas/io.test.v1.Widget/properties/spec/properties/color/description")
            .asText());
  }

  @Test
  void aNewKindIsServedAtOnceAndGoesWithItsObjects() {
    String definition =
        """
        {"metadata":{"name":"things.test.io"},
         "spec":{"group":"test.io","scope":"Cluster","names":{"kind":"Thing","plural":"things"},
           "versions":[{"name":"v1","served":true,"storage":true,
             "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """;
    String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    JsonNode created = server.post(definitions, definition).json();
    assertEquals("Established", created.at("/status/conditions/1/type").asText());
    assertEquals(
        201, server.post("/apis/test.io/v1/things", "{\"metadata\":{\"name\":\"a\"}}").code());
    server.send("DELETE", definitions + "/things.test.io", "application/json", "");
    await().until(() -> server.get(definitions + "/things.test.io").code() == 404);
    assertEquals(404, server.get("/apis/test.io/v1/things").code());
    server.post(definitions, definition);
    assertEquals(List.of(), names(server.get("/apis/test.io/v1/things").json()));
    server.send("DELETE", definitions + "/things.test.io", "application/json", "");
  }

  @Test
  void everyErrorIsAStatus() {
    for (TestServer.Answer answer :
        List.of(
            server.post(widgets, "{broken"),
            server.post(widgets, "[]"),
            server.send("POST", widgets, "text/plain", "{}"),
            server.send("PUT", widgets, "application/json", "{}"),
            server.get(widgets, "Accept", "application/vnd.kubernetes.protobuf"),
            server.get(widgets + "?limit=x"),
            server.get(widgets + "?continue=x"),
            server.get("/nowhere"))) {
      JsonNode status = answer.json();
      assertEquals("Status", status.path("kind").asText(), answer.text());
      assertEquals("Failure", status.path("status").asText());
      assertEquals(answer.code(), status.path("code").asInt());
    }
  }
}
