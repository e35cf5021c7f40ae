package io.veloflux.standalone.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.veloflux.standalone.kube.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Watches on the wire. A read that would wait for ever is ended by the watch's own time limit.
@Timeout(120)
class WatchTest {
  private static final String PATH = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Events as they come.
  private final class Reader implements AutoCloseable {
    private final BufferedReader lines;

    Reader(String query, String... headers) {
      String path = PATH + "?watch=true&timeoutSeconds=60&" + query;
      lines =
          new BufferedReader(
              new InputStreamReader(server.open(path, headers).body(), StandardCharsets.UTF_8));
    }

    JsonNode next() {
      try {
        return Json.parse(lines.readLine().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// `ADDED one`
    String event() {
      JsonNode event = next();
      String name = event.path("object").path("metadata").path("name").asText();
      return event.path("type").asText() + " " + name;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private String create(String name, String labels) {
    String body = "{\"metadata\":{\"name\":\"%s\",\"labels\":{%s}}}".formatted(name, labels);
    return version(server.post(PATH, body).json());
  }

  private static String version(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }

  private void patch(String name, String body) {
    server.send("PATCH", PATH + "/" + name, "application/merge-patch+json", body);
  }

  private void delete(String name) {
    server.send("DELETE", PATH + "/" + name, "application/json", "");
  }

  @Test
  void goesOnFromAVersion() throws IOException {
    create("before", "");
    String from = create("one", "");
    patch("one", "{\"data\":{\"a\":\"b\"}}");
    delete("one");
    try (Reader reader = new Reader("resourceVersion=" + from)) {
      assertEquals("MODIFIED one", reader.event());
      assertEquals("DELETED one", reader.event());
      create("two", "");
      assertEquals("ADDED two", reader.event());
    }
  }

  @Test
  void beginsWithWhatIsThere() throws IOException {
    create("one", "");
    create("two", "");
    try (Reader reader = new Reader("")) {
      assertEquals("ADDED one", reader.event());
      assertEquals("ADDED two", reader.event());
      delete("one");
      assertEquals("DELETED one", reader.event());
    }
  }

  @Test
  void saysWhenTheBeginningIsComplete() throws IOException {
    create("one", "");
    String query =
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    try (Reader reader = new Reader(query)) {
      assertEquals("ADDED one", reader.event());
      JsonNode bookmark = reader.next();
      assertEquals("BOOKMARK", bookmark.path("type").asText());
      assertEquals(
          "true",
          bookmark
              .path("object")
              .path("metadata")
              .path("annotations")
              .path("k8s.io/initial-events-end")
              .asText());
    }
  }

  @Test
  void objectsEnterAndLeaveASelection() throws IOException {
    String from = create("one", "");
    try (Reader reader = new Reader("labelSelector=a%3Db&resourceVersion=" + from)) {
      patch("one", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
      assertEquals("ADDED one", reader.event());
      patch("one", "{\"data\":{\"x\":\"y\"}}");
      assertEquals("MODIFIED one", reader.event());
      patch("one", "{\"metadata\":{\"labels\":{\"a\":\"c\"}}}");
      assertEquals("DELETED one", reader.event());
    }
  }

  @Test
  void tellsRowsOfATable() throws IOException {
    create("one", "");
    try (Reader reader = new Reader("", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")) {
      JsonNode first = reader.next().path("object");
      assertEquals("Table", first.path("kind").asText());
      assertEquals(3, first.path("columnDefinitions").size());
      create("two", "");
      JsonNode second = reader.next().path("object");
      assertEquals("two", second.at("/rows/0/cells/0").asText());
      assertTrue(second.path("columnDefinitions").isEmpty());
    }
  }

  @Test
  void anEndIsAnnouncedAndEndsTheAnswer() {
    String path = PATH + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=";
    TestServer.Answer answer = server.get(path + create("one", ""));
    List<String> lines = answer.text().lines().toList();
    assertTrue(lines.getLast().startsWith("{\"type\":\"BOOKMARK\""), answer.text());
  }

  @Test
  void whatIsForgottenIsGone() {
    String from = create("one", "");
    server.close();
    server = new TestServer(directory);
    patch("one", "{\"data\":{\"a\":\"b\"}}");
    TestServer.Answer old = server.get(PATH + "?watch=true&timeoutSeconds=5&resourceVersion=1");
    assertTrue(old.text().contains("\"type\":\"ERROR\""), old.text());
    assertTrue(old.text().contains("\"code\":410"), old.text());
    assertTrue(old.text().contains("too old resource version: 1 ("), old.text());
    TestServer.Answer late =
        server.get(PATH + "?watch=true&timeoutSeconds=1&resourceVersion=" + from);
    assertTrue(late.text().contains("MODIFIED"), late.text());
  }
}
