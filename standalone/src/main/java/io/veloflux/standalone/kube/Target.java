package io.veloflux.standalone.kube;

import io.veloflux.standalone.kube.store.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the path of a request points at: a collection, an object, or a part of an object.
///
/// @param namespace empty for cluster-wide kinds and for collections across all namespaces
/// @param name empty for collections
/// @param subresource empty for the object itself
record Target(ResourceType type, String namespace, String name, String subresource) {

  /// @param path the segments of `/api/v1/…` or `/apis/GROUP/VERSION/…`
  /// @return null when nothing is served there
  static @Nullable Target of(List<String> path, Catalog catalog) {
    boolean core = path.getFirst().equals("api");
    int start = core ? 2 : 3;
    if (path.size() <= start) return null;
    String group = core ? "" : path.get(1);
    String version = path.get(start - 1);
    List<String> rest = path.subList(start, path.size());
    String namespace = "";
    if (rest.getFirst().equals("namespaces") && inside(rest)) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    if (rest.size() > 3) return null;
    ResourceType type = catalog.find(group, version, rest.getFirst());
    if (type == null || (!type.namespaced() && !namespace.isEmpty())) return null;
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    if (!name.isEmpty() && type.namespaced() && namespace.isEmpty()) return null;
    if (!subresource.isEmpty() && !hasSubresource(type, subresource)) return null;
    return new Target(type, namespace, name, subresource);
  }

  // namespaces/NS/RESOURCE…, as opposed to namespaces/NAME/status
  private static boolean inside(List<String> rest) {
    return rest.size() > 3
        || (rest.size() == 3 && !List.of("status", "finalize").contains(rest.get(2)));
  }

  private static boolean hasSubresource(ResourceType type, String subresource) {
    return (subresource.equals("status") && type.status())
        || (subresource.equals("finalize") && type.resource().equals(Builtins.NAMESPACES));
  }

  boolean collection() {
    return name.isEmpty();
  }

  /// The namespace to look into, null for all.
  @Nullable String namespaceOrAll() {
    return type.namespaced() && namespace.isEmpty() ? null : namespace;
  }

  ObjectKey key() {
    return type.key(namespace, name);
  }
}
