package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One request, as the API sees it: nothing of sockets and HTTP's framing.
///
/// @param path its segments, decoded
/// @param mediaType of the body, without parameters
/// @param warnings is filled while the call is worked on
@SuppressWarnings("ArrayRecordComponent") // never compared
record Call(
    String method,
    List<String> path,
    Query query,
    String accept,
    String mediaType,
    String userAgent,
    byte[] body,
    List<String> warnings) {

  private static final List<String> READABLE = List.of("application/json", "application/yaml");

  static Call of(
      String method,
      List<String> path,
      Query query,
      String accept,
      String contentType,
      String userAgent,
      byte[] body) {
    String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return new Call(method, path, query, accept, mediaType, userAgent, body, new ArrayList<>());
  }

  /// The object in the body.
  ObjectNode object() {
    if (mediaType.equals(Protobuf.MEDIA_TYPE)) {
      ObjectNode object = Protobuf.object(body);
      if (object != null) return object;
    }
    if (!mediaType.isEmpty() && !READABLE.contains(mediaType)) {
      throw Statuses.unsupportedMediaType(READABLE);
    }
    if (tree() instanceof ObjectNode object) return object;
    throw Statuses.badRequest("the body of the request must be an object");
  }

  /// The object in the body, an empty one when there is no body.
  ObjectNode objectOrEmpty() {
    return body.length == 0 ? Json.object() : object();
  }

  /// @param type which has strategic patches only when it is builtin
  Patch patch(ResourceType type) {
    List<String> accepted = new ArrayList<>();
    for (Patch.Kind kind : Patch.Kind.values()) {
      if (kind == Patch.Kind.STRATEGIC && !type.builtin()) continue;
      if (kind.mediaType.equals(mediaType)) return new Patch(kind, tree());
      accepted.add(kind.mediaType);
    }
    throw Statuses.unsupportedMediaType(accepted);
  }

  private JsonNode tree() {
    try {
      return mediaType.endsWith("yaml") ? Json.parseYaml(body) : Json.parse(body);
    } catch (IOException e) {
      throw Statuses.badRequest("error decoding the body of the request: " + e.getMessage());
    }
  }

  WriteOptions writeOptions() {
    return WriteOptions.of(method, query, userAgent);
  }
}
