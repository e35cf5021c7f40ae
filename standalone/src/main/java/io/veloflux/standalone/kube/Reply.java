package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.veloflux.standalone.kube.json.Json;
import java.nio.charset.StandardCharsets;

/// What a call is answered with.
sealed interface Reply {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Whole(int code, String contentType, byte[] body) implements Reply {}

  /// Written bit by bit, until the watch ends.
  record Stream(Watches.Watch watch) implements Reply {}

  static Reply json(int code, byte[] json) {
    return new Whole(code, "application/json", json);
  }

  static Reply json(JsonNode tree) {
    return json(200, Json.bytes(tree));
  }

  static Reply text(String text) {
    return new Whole(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
