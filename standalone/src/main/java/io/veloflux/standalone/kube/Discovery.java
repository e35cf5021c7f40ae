package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells clients which kinds there are.
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> SUBRESOURCE_VERBS = List.of("get", "patch", "update");

  private final Catalog catalog;

  Discovery(Catalog catalog) {
    this.catalog = catalog;
  }

  static ObjectNode version() {
    ObjectNode version = Json.object();
    version.put("major", "1");
    version.put("minor", "36");
    version.put("gitVersion", "v1.36.3+veloflux");
    version.put("gitCommit", "");
    version.put("gitTreeState", "clean");
    version.put("buildDate", "2026-01-01T00:00:00Z");
    version.put("goVersion", "");
    version.put("compiler", "");
    version.put("platform", "java");
    return version;
  }

  static ObjectNode coreVersions() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.set("versions", Json.array(List.of("v1")));
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  /// Versions of each group, best first.
  private Map<String, Set<String>> groups() {
    Map<String, Set<String>> groups = new LinkedHashMap<>();
    for (ResourceType type : catalog.types()) {
      if (!type.group().isEmpty()) add(groups, type.group(), type.version());
    }
    Reviews.GROUPS.forEach(group -> add(groups, group, "v1"));
    return groups;
  }

  private static void add(Map<String, Set<String>> groups, String group, String version) {
    groups.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(version);
  }

  ObjectNode groupList() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode entries = list.putArray("groups");
    groups().forEach((group, versions) -> entries.add(group(group, versions)));
    return list;
  }

  ObjectNode group(String name) {
    Set<String> versions = groups().get(name);
    if (versions == null) throw Statuses.noSuchResource();
    return group(name, versions).put("kind", "APIGroup").put("apiVersion", "v1");
  }

  private static ObjectNode group(String name, Set<String> versions) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode entries = group.putArray("versions");
    versions.forEach(version -> entries.add(version(name, version)));
    group.set("preferredVersion", entries.path(0).deepCopy());
    return group;
  }

  private static ObjectNode version(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
  }

  /// @param group empty for the core group
  ObjectNode resources(String group, String version) {
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : catalog.types()) {
      if (!type.group().equals(group) || !type.version().equals(version)) continue;
      resource(type, resources.addObject());
      if (type.status()) subresource(type, "status", resources.addObject());
    }
    if (version.equals("v1")) Reviews.describe(group, resources);
    if (resources.isEmpty()) throw Statuses.noSuchResource();
    return list;
  }

  private static void resource(ResourceType type, ObjectNode resource) {
    resource.put("name", type.plural());
    resource.put("singularName", type.singular());
    resource.put("namespaced", type.namespaced());
    resource.put("kind", type.kind());
    resource.set("verbs", Json.array(VERBS));
    if (!type.shortNames().isEmpty()) resource.set("shortNames", Json.array(type.shortNames()));
    if (!type.categories().isEmpty()) resource.set("categories", Json.array(type.categories()));
  }

  private static void subresource(ResourceType type, String name, ObjectNode resource) {
    resource.put("name", type.plural() + "/" + name);
    resource.put("singularName", "");
    resource.put("namespaced", type.namespaced());
    resource.put("kind", type.kind());
    resource.set("verbs", Json.array(SUBRESOURCE_VERBS));
  }
}
