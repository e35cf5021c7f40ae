package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.fields.ListTypes;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.Cause;
import io.veloflux.standalone.kube.schema.StructuralSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads CustomResourceDefinitions: which kinds they define, and whether they may.
final class CustomResources {
  private static final Pattern VERSION =
      Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

  private CustomResources() {}

  /// The served versions, the most mature first.
  static List<ResourceType> types(ObjectNode crd) {
    JsonNode spec = crd.path("spec");
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) types.add(type(spec, version));
    }
    types.sort(Comparator.comparing(ResourceType::version, CustomResources::byMaturity));
    return types;
  }

  private static ResourceType type(JsonNode spec, JsonNode version) {
    JsonNode names = spec.path("names");
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    boolean status = version.path("subresources").has("status");
    String kind = Json.text(names, "kind");
    List<String> selectable = new ArrayList<>();
    version.path("selectableFields").forEach(f -> selectable.add(Json.text(f, "jsonPath")));
    return new ResourceType(
        Json.text(spec, "group"),
        Json.text(version, "name"),
        Json.text(names, "plural"),
        names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
        kind,
        names.path("listKind").asText(kind + "List"),
        Json.texts(names.path("shortNames")),
        Json.texts(names.path("categories")),
        Json.text(spec, "scope").equals("Namespaced"),
        status,
        false,
        schema,
        StructuralSchema.of(schema),
        ListTypes.of(schema, status),
        Columns.of(version.path("additionalPrinterColumns")),
        selectable);
  }

  // v2 before v1 before v1beta2 before v1beta1 before v1alpha1; what is no such name comes last.
  private static int byMaturity(String a, String b) {
    Matcher first = VERSION.matcher(a);
    Matcher second = VERSION.matcher(b);
    boolean firstFits = first.matches();
    boolean secondFits = second.matches();
    if (!firstFits || !secondFits) {
      return firstFits == secondFits ? a.compareTo(b) : firstFits ? -1 : 1;
    }
    return Comparator.<Matcher>comparingInt(
            m -> m.group(2) == null ? 2 : m.group(2).equals("beta") ? 1 : 0)
        .thenComparingInt(m -> Integer.parseInt(m.group(1)))
        .thenComparingInt(m -> m.group(3) == null ? 0 : Integer.parseInt(m.group(3)))
        .reversed()
        .compare(first, second);
  }

  /// Fills what the user may leave out.
  static void complete(ObjectNode crd) {
    ObjectNode spec = Json.child(crd, "spec");
    ObjectNode names = Json.child(spec, "names");
    String kind = Json.text(names, "kind");
    if (!names.has("singular")) names.put("singular", kind.toLowerCase(Locale.ROOT));
    if (!names.has("listKind")) names.put("listKind", kind + "List");
    if (!spec.has("conversion")) spec.putObject("conversion").put("strategy", "None");
    for (JsonNode version : spec.path("versions")) {
      for (JsonNode column : version.path("additionalPrinterColumns")) {
        if (column.path("priority").asInt() == 0) ((ObjectNode) column).remove("priority");
      }
    }
  }

  /// What `status` says once the kind is served.
  static void establish(ObjectNode crd, Instant now) {
    ObjectNode spec = Json.child(crd, "spec");
    ObjectNode status = Json.child(crd, "status");
    status.set("acceptedNames", spec.path("names").deepCopy());
    List<String> stored = Json.texts(status.path("storedVersions"));
    String storage = storageVersion(crd);
    if (!stored.contains(storage)) stored.add(storage);
    status.set("storedVersions", Json.array(stored));
    condition(status, "NamesAccepted", "NoConflicts", "no conflicts found", now);
    condition(
        status, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
  }

  private static void condition(
      ObjectNode status, String type, String reason, String message, Instant now) {
    for (JsonNode condition : status.path("conditions")) {
      if (Json.text(condition, "type").equals(type)) return;
    }
    ObjectNode condition = status.withArrayProperty("conditions").addObject();
    condition.put("lastTransitionTime", Timestamps.text(now));
    condition.put("message", message);
    condition.put("reason", reason);
    condition.put("status", "True");
    condition.put("type", type);
  }

  /// The `apiVersion` under which objects are kept.
  static String storageVersion(ObjectNode crd) {
    for (JsonNode version : crd.path("spec").path("versions")) {
      if (version.path("storage").asBoolean()) return Json.text(version, "name");
    }
    return "";
  }

  /// What makes a definition unusable.
  static List<Cause> problems(ObjectNode crd) {
    List<Cause> causes = new ArrayList<>();
    JsonNode spec = crd.path("spec");
    String group = Json.text(spec, "group");
    JsonNode names = spec.path("names");
    require(causes, spec, "group", "spec.group");
    require(causes, names, "plural", "spec.names.plural");
    require(causes, names, "kind", "spec.names.kind");
    String expected = Json.text(names, "plural") + "." + group;
    String name = Json.text(crd.path("metadata"), "name");
    if (!name.equals(expected)) {
      causes.add(
          new Cause(
              Cause.INVALID,
              "metadata.name",
              "Invalid value: \"%s\": must be spec.names.plural+\".\"+spec.group".formatted(name)));
    }
    String scope = Json.text(spec, "scope");
    if (!List.of("Namespaced", "Cluster").contains(scope)) {
      causes.add(
          new Cause(
              Cause.NOT_SUPPORTED,
              "spec.scope",
              "Unsupported value: \"%s\": supported values: \"Cluster\", \"Namespaced\""
                  .formatted(scope)));
    }
    int storage = 0;
    int number = 0;
    for (JsonNode version : spec.path("versions")) {
      String path = "spec.versions[" + number++ + "]";
      require(causes, version, "name", path + ".name");
      if (version.path("storage").asBoolean()) storage++;
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      if (schema.isMissingNode()) {
        causes.add(
            new Cause(
                Cause.REQUIRED,
                path + ".schema.openAPIV3Schema",
                "Required value: schemas are required"));
      } else {
        causes.addAll(StructuralSchema.of(schema).problems(path + ".schema.openAPIV3Schema"));
      }
    }
    if (storage != 1) {
      causes.add(
          new Cause(
              Cause.INVALID,
              "spec.versions",
              "Invalid value: must have exactly one version marked as storage version"));
    }
    return causes;
  }

  private static void require(List<Cause> causes, JsonNode parent, String field, String path) {
    if (Json.text(parent, field).isEmpty()) {
      causes.add(new Cause(Cause.REQUIRED, path, "Required value"));
    }
  }
}
