package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is special about single builtin kinds: what the server fills, what it refuses.
final class BuiltinRules {
  private BuiltinRules() {}

  /// Fills what the user left out. Also run on updates: a second time it changes nothing.
  static void complete(ResourceType type, ObjectNode object) {
    switch (type.resource()) {
      case Builtins.NAMESPACES -> namespace(object);
      case "secrets" -> secret(object);
      case "services" -> service(Json.child(object, "spec"));
      case "endpointslices.discovery.k8s.io" ->
          object.path("ports").forEach(port -> absent((ObjectNode) port, "protocol", "TCP"));
      case Builtins.CRDS -> CustomResources.complete(object);
      default -> {}
    }
  }

  /// Sets what clients never set: after validation.
  static void settle(ResourceType type, ObjectNode object, Instant now) {
    if (type.resource().equals(Builtins.CRDS)) CustomResources.establish(object, now);
  }

  private static void namespace(ObjectNode object) {
    String name = Json.text(Json.metadata(object), "name");
    Json.child(Json.metadata(object), "labels").put("kubernetes.io/metadata.name", name);
    ObjectNode spec = Json.child(object, "spec");
    boolean deleting = Json.metadata(object).has("deletionTimestamp");
    if (!spec.has("finalizers") && !deleting) spec.putArray("finalizers").add("kubernetes");
    Json.child(object, "status").put("phase", deleting ? "Terminating" : "Active");
  }

  private static void secret(ObjectNode secret) {
    absent(secret, "type", "Opaque");
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      ObjectNode data = Json.child(secret, "data");
      for (var text : texts.properties()) {
        byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
        data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  private static void service(ObjectNode spec) {
    absent(spec, "type", "ClusterIP");
    absent(spec, "sessionAffinity", "None");
    for (JsonNode port : spec.path("ports")) {
      if (!(port instanceof ObjectNode entry)) continue;
      absent(entry, "protocol", "TCP");
      if (!entry.has("targetPort")) Json.set(entry, "targetPort", entry.get("port"));
    }
  }

  private static void absent(ObjectNode object, String field, String value) {
    if (!object.has(field)) object.put(field, value);
  }

  static List<Cause> validate(ResourceType type, ObjectNode now, @Nullable ObjectNode before) {
    List<Cause> causes = new ArrayList<>();
    switch (type.resource()) {
      case "configmaps" -> immutable(now, before, causes);
      case "secrets" -> secret(now, before, causes);
      case "services" -> service(now.path("spec"), causes);
      case "endpointslices.discovery.k8s.io" -> slice(now, before, causes);
      case Builtins.CRDS -> causes.addAll(CustomResources.problems(now));
      default -> {}
    }
    return causes;
  }

  private static void immutable(ObjectNode now, @Nullable ObjectNode before, List<Cause> causes) {
    if (before == null || !before.path("immutable").asBoolean()) return;
    for (String field : List.of("immutable", "data", "binaryData")) {
      if (!now.path(field).equals(before.path(field))) {
        causes.add(
            new Cause(
                Cause.FORBIDDEN, field, "Forbidden: field is immutable when `immutable` is set"));
      }
    }
  }

  private static void secret(ObjectNode now, @Nullable ObjectNode before, List<Cause> causes) {
    immutable(now, before, causes);
    String type = Json.text(now, "type");
    if (before != null && !Json.text(before, "type").equals(type)) {
      causes.add(
          new Cause(
              Cause.INVALID, "type", "Invalid value: \"%s\": field is immutable".formatted(type)));
    }
    if (type.equals("kubernetes.io/tls")) {
      for (String key : List.of("tls.crt", "tls.key")) {
        if (!now.path("data").has(key)) {
          causes.add(new Cause(Cause.REQUIRED, "data[" + key + "]", "Required value"));
        }
      }
    }
    for (var entry : now.path("data").properties()) {
      try {
        Base64.getDecoder().decode(entry.getValue().asText());
      } catch (IllegalArgumentException e) {
        causes.add(
            new Cause(
                Cause.INVALID, "data[" + entry.getKey() + "]", "Invalid value: must be base64"));
      }
    }
  }

  private static void service(JsonNode spec, List<Cause> causes) {
    boolean needsPorts =
        !Json.text(spec, "clusterIP").equals("None")
            && !Json.text(spec, "type").equals("ExternalName");
    if (needsPorts && spec.path("ports").isEmpty()) {
      causes.add(new Cause(Cause.REQUIRED, "spec.ports", "Required value"));
    }
    int number = 0;
    for (JsonNode port : spec.path("ports")) {
      String path = "spec.ports[" + number++ + "]";
      long value = port.path("port").asLong();
      if (value < 1 || value > 65535) {
        causes.add(
            new Cause(
                Cause.INVALID,
                path + ".port",
                "Invalid value: %d: must be between 1 and 65535, inclusive".formatted(value)));
      }
      if (spec.path("ports").size() > 1 && Json.text(port, "name").isEmpty()) {
        causes.add(new Cause(Cause.REQUIRED, path + ".name", "Required value"));
      }
    }
  }

  private static void slice(ObjectNode now, @Nullable ObjectNode before, List<Cause> causes) {
    String addressType = Json.text(now, "addressType");
    if (addressType.isEmpty()) {
      causes.add(new Cause(Cause.REQUIRED, "addressType", "Required value"));
    } else if (before != null && !Json.text(before, "addressType").equals(addressType)) {
      causes.add(
          new Cause(
              Cause.INVALID,
              "addressType",
              "Invalid value: \"%s\": field is immutable".formatted(addressType)));
    }
    int number = 0;
    for (JsonNode endpoint : now.path("endpoints")) {
      if (endpoint.path("addresses").isEmpty()) {
        causes.add(
            new Cause(
                Cause.REQUIRED,
                "endpoints[" + number + "].addresses",
                "Required value: must contain at least 1 address"));
      }
      number++;
    }
  }
}
