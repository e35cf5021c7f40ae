package io.veloflux.standalone.kube;

import static io.veloflux.standalone.kube.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.veloflux.standalone.kube.fields.ListTypes;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.schema.StructuralSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The kinds that are there without a CustomResourceDefinition.
final class Builtins {
  static final String NAMESPACES = "namespaces";
  static final String CRDS = "customresourcedefinitions.apiextensions.k8s.io";

  private Builtins() {}

  static List<ResourceType> types() {
    return List.of(
        namespaced(
            "", "ConfigMap", "configmaps", List.of("cm"), Columns.NAME, count("Data"), Columns.AGE),
        namespaced(
            "",
            "Secret",
            "secrets",
            List.of(),
            Columns.NAME,
            text("Type", o -> Json.text(o, "type")),
            count("Data"),
            Columns.AGE),
        new Kind("", "Namespace", "namespaces")
            .shortNames("ns")
            .clusterWide()
            .withStatus()
            .columns(
                Columns.NAME,
                text("Status", o -> Json.text(o.path("status"), "phase")),
                Columns.AGE)
            .type(),
        new Kind("", "Service", "services")
            .shortNames("svc")
            .categories("all")
            .withStatus()
            .columns(serviceColumns())
            .type(),
        namespaced(
            "", "ServiceAccount", "serviceaccounts", List.of("sa"), Columns.NAME, Columns.AGE),
        new Kind("", "Event", "events").shortNames("ev").columns(eventColumns()).type(),
        namespaced(
            "coordination.k8s.io",
            "Lease",
            "leases",
            List.of(),
            Columns.NAME,
            text("Holder", o -> Json.text(o.path("spec"), "holderIdentity")),
            Columns.AGE),
        namespaced(
            "discovery.k8s.io",
            "EndpointSlice",
            "endpointslices",
            List.of(),
            Columns.NAME,
            text("AddressType", o -> Json.text(o, "addressType")),
            text("Ports", o -> joined(o.path("ports"), "port")),
            text("Endpoints", Builtins::addresses),
            Columns.AGE),
        new Kind("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions")
            .shortNames("crd", "crds")
            .categories("api-extensions")
            .clusterWide()
            .withStatus()
            .columns(
                Columns.NAME,
                text("Created At", o -> Json.text(o.path("metadata"), "creationTimestamp")))
            .type());
  }

  private static ResourceType namespaced(
      String group, String kind, String plural, List<String> shortNames, Column... columns) {
    return new Kind(group, kind, plural)
        .shortNames(shortNames.toArray(String[]::new))
        .columns(columns)
        .type();
  }

  private static Column count(String name) {
    return text(name, o -> Integer.toString(o.path("data").size() + o.path("binaryData").size()));
  }

  private static String joined(JsonNode list, String field) {
    List<String> values = new ArrayList<>();
    list.forEach(entry -> values.add(entry.path(field).asText()));
    return values.isEmpty() ? "<unset>" : String.join(",", values);
  }

  private static String addresses(JsonNode slice) {
    List<String> addresses = new ArrayList<>();
    slice.path("endpoints").forEach(e -> addresses.addAll(Json.texts(e.path("addresses"))));
    if (addresses.isEmpty()) return "<unset>";
    int shown = Math.min(3, addresses.size());
    String text = String.join(",", addresses.subList(0, shown));
    int more = addresses.size() - shown;
    return more == 0 ? text : "%s + %d more...".formatted(text, more);
  }

  private static Column[] serviceColumns() {
    return new Column[] {
      Columns.NAME,
      text("Type", o -> Json.text(o.path("spec"), "type")),
      text("Cluster-IP", o -> orNone(Json.text(o.path("spec"), "clusterIP"))),
      text("External-IP", Builtins::externalIp),
      text("Port(s)", o -> ports(o.path("spec").path("ports"))),
      Columns.AGE,
      text("Selector", 1, o -> selector(o.path("spec").path("selector"))),
    };
  }

  private static String externalIp(JsonNode service) {
    JsonNode spec = service.path("spec");
    if (Json.text(spec, "type").equals("ExternalName")) return Json.text(spec, "externalName");
    List<String> addresses = new ArrayList<>(Json.texts(spec.path("externalIPs")));
    for (JsonNode ingress : service.path("status").path("loadBalancer").path("ingress")) {
      addresses.add(Json.text(ingress, ingress.has("ip") ? "ip" : "hostname"));
    }
    return orNone(String.join(",", addresses));
  }

  private static String ports(JsonNode ports) {
    List<String> texts = new ArrayList<>();
    for (JsonNode port : ports) {
      String node = port.path("nodePort").asInt() == 0 ? "" : ":" + port.path("nodePort").asInt();
      texts.add(port.path("port").asInt() + node + "/" + port.path("protocol").asText("TCP"));
    }
    return orNone(String.join(",", texts));
  }

  private static String selector(JsonNode selector) {
    List<String> terms = new ArrayList<>();
    selector.properties().forEach(t -> terms.add(t.getKey() + "=" + t.getValue().asText()));
    return orNone(String.join(",", terms));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private static Column[] eventColumns() {
    return new Column[] {
      new Column("Last Seen", "string", "", "", 0, (o, now) -> seen(o, now, "lastTimestamp")),
      text("Type", o -> Json.text(o, "type")),
      text("Reason", o -> Json.text(o, "reason")),
      text("Object", o -> involved(o.path("involvedObject"))),
      text("Subobject", 1, o -> Json.text(o.path("involvedObject"), "fieldPath")),
      text("Source", 1, o -> Json.text(o.path("source"), "component")),
      text("Message", o -> Json.text(o, "message").strip()),
      new Column("First Seen", "string", "", "", 1, (o, now) -> seen(o, now, "firstTimestamp")),
      text("Count", 1, o -> Integer.toString(Math.max(1, o.path("count").asInt()))),
      new Column("Name", "string", "name", "", 1, Columns.NAME.cell()),
    };
  }

  private static JsonNode seen(JsonNode event, Instant now, String field) {
    String time = Json.text(event, field);
    if (time.isEmpty()) time = Json.text(event, "eventTime");
    return TextNode.valueOf(Timestamps.age(time, now));
  }

  private static String involved(JsonNode object) {
    return Json.text(object, "kind").toLowerCase(Locale.ROOT) + "/" + Json.text(object, "name");
  }

  /// Collects what differs between builtin kinds.
  private static final class Kind {
    private final String group;
    private final String kind;
    private final String plural;
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private List<Column> columns = List.of();
    private boolean namespaced = true;
    private boolean status;

    Kind(String group, String kind, String plural) {
      this.group = group;
      this.kind = kind;
      this.plural = plural;
    }

    Kind shortNames(String... names) {
      shortNames = List.of(names);
      return this;
    }

    Kind categories(String... names) {
      categories = List.of(names);
      return this;
    }

    Kind columns(Column... all) {
      columns = List.of(all);
      return this;
    }

    Kind clusterWide() {
      namespaced = false;
      return this;
    }

    Kind withStatus() {
      status = true;
      return this;
    }

    ResourceType type() {
      String schema = BuiltinSchemas.nameOf(group, kind);
      ObjectNode structural = BuiltinSchemas.structural(schema);
      // metadata has rules of its own, the same for every kind
      structural.withObjectProperty("properties").remove("metadata");
      structural.remove("required"); // Go cannot tell absent from empty at the top
      return new ResourceType(
          group,
          "v1",
          plural,
          kind.toLowerCase(Locale.ROOT),
          kind,
          kind + "List",
          shortNames,
          categories,
          namespaced,
          status,
          true,
          BuiltinSchemas.named(schema),
          StructuralSchema.of(structural),
          ListTypes.builtin(group, kind),
          columns,
          List.of());
    }
  }
}
