package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Writes objects as one client wants to see them.
///
/// @param includeObject what table rows carry: `None`, `Metadata` or `Object`
record Rendering(ResourceType type, View view, String includeObject, Clock clock) {

  /// What a list says of itself.
  ///
  /// @param more the token for the next page, empty on the last
  /// @param remaining objects on later pages
  record Page(long revision, String more, long remaining) {}

  byte[] object(StoredObject object) {
    return view == View.OBJECT ? type.json(object) : object(type.read(object));
  }

  byte[] object(ObjectNode object) {
    return Json.bytes(
        switch (view) {
          case OBJECT -> object;
          case METADATA -> metadata(object);
          case TABLE -> table(object, true);
        });
  }

  /// A table of one row.
  ///
  /// @param columns whether to name the columns; a watch does so in its first event only
  ObjectNode table(ObjectNode object, boolean columns) {
    ObjectNode table = table(columns);
    Json.metadata(table)
        .put("resourceVersion", Json.text(object.path("metadata"), "resourceVersion"));
    table.withArrayProperty("rows").add(row(object, clock.instant()));
    return table;
  }

  ObjectNode metadata(ObjectNode object) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata");
    partial.put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  byte[] list(List<StoredObject> objects, Page page) {
    return switch (view) {
      case OBJECT -> {
        ObjectNode head = listHead(type.listKind(), type.apiVersion(), page);
        yield joined(head, objects.stream().map(type::json).toList());
      }
      case METADATA -> {
        ObjectNode head = listHead("PartialObjectMetadataList", "meta.k8s.io/v1", page);
        yield joined(head, objects.stream().map(this::object).toList());
      }
      case TABLE -> {
        ObjectNode table = table(true);
        page(Json.metadata(table), page);
        ArrayNode rows = table.withArrayProperty("rows");
        Instant now = clock.instant();
        for (StoredObject object : objects) rows.add(row(type.read(object), now));
        yield Json.bytes(table);
      }
    };
  }

  private static ObjectNode listHead(String kind, String apiVersion, Page page) {
    ObjectNode head = Json.object();
    head.put("kind", kind);
    head.put("apiVersion", apiVersion);
    page(Json.metadata(head), page);
    return head;
  }

  private static void page(ObjectNode metadata, Page page) {
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (page.more().isEmpty()) return;
    metadata.put("continue", page.more());
    metadata.put("remainingItemCount", page.remaining());
  }

  // Objects are stored as JSON already: a list of them is not parsed.
  private static byte[] joined(ObjectNode head, List<byte[]> items) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] start = Json.bytes(head);
    out.write(start, 0, start.length - 1);
    out.writeBytes(",\"items\":[".getBytes(StandardCharsets.US_ASCII));
    boolean first = true;
    for (byte[] item : items) {
      if (!first) out.write(',');
      first = false;
      out.writeBytes(item);
    }
    out.write(']');
    out.write('}');
    return out.toByteArray();
  }

  private ObjectNode table(boolean columns) {
    ObjectNode table = Json.object();
    table.put("kind", "Table");
    table.put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata");
    ArrayNode definitions = table.putArray("columnDefinitions");
    if (columns) {
      for (Column column : type.columns()) {
        ObjectNode definition = definitions.addObject();
        definition.put("name", column.name());
        definition.put("type", column.type());
        definition.put("format", column.format());
        definition.put("description", column.description());
        definition.put("priority", column.priority());
      }
    }
    table.putArray("rows");
    return table;
  }

  private ObjectNode row(ObjectNode object, Instant now) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    for (Column column : type.columns()) cells.add(column.cell().apply(object, now));
    switch (includeObject) {
      case "None" -> {}
      case "Object" -> row.set("object", object);
      default -> row.set("object", metadata(object));
    }
    return row;
  }
}
