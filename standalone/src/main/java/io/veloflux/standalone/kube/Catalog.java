package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.store.Event;
import io.veloflux.standalone.kube.store.Store;
import io.veloflux.standalone.kube.store.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kinds that are served: the builtin ones and what the stored CustomResourceDefinitions
/// define.
///
/// Any thread may read; the store's writers change it, one at a time, so that a kind is served
/// before the answer to its definition is sent.
final class Catalog {
  private final List<ResourceType> builtins = Builtins.types();
  private final Map<String, List<ResourceType>> defined = new LinkedHashMap<>();
  private volatile Index index = Index.of(builtins, List.of());

  /// Reads the definitions there are and follows their changes.
  Catalog(Store store) {
    for (StoredObject crd : store.list(Builtins.CRDS, null).objects()) define(crd);
    store.listen(event -> {
      if (!event.now().key().resource().equals(Builtins.CRDS)) return;
      if (event.type() == Event.Type.DELETED) forget(event.now());
      else define(event.now());
    });
  }

  private void define(StoredObject crd) {
    ObjectNode definition = crd.read();
    defined.put(crd.key().name(), CustomResources.types(definition));
    rebuild();
  }

  private void forget(StoredObject crd) {
    defined.remove(crd.key().name());
    rebuild();
  }

  private void rebuild() {
    List<ResourceType> custom = new ArrayList<>();
    defined.values().forEach(custom::addAll);
    index = Index.of(builtins, custom);
  }

  @Nullable ResourceType find(String group, String version, String plural) {
    return index.byPath.get(group + "/" + version + "/" + plural);
  }

  /// By what an object says of itself.
  Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return types().stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
        .findFirst();
  }

  /// One version of each resource.
  Collection<ResourceType> resources() {
    return index.byResource.values();
  }

  @Nullable ResourceType ofResource(String resource) {
    return index.byResource.get(resource);
  }

  /// In the order in which discovery names them: groups as they came, preferred versions first.
  Collection<ResourceType> types() {
    return index.byPath.values();
  }

  private record Index(Map<String, ResourceType> byPath, Map<String, ResourceType> byResource) {
    static Index of(List<ResourceType> builtins, List<ResourceType> custom) {
      Map<String, ResourceType> byPath = new LinkedHashMap<>();
      Map<String, ResourceType> byResource = new HashMap<>();
      for (List<ResourceType> types : List.of(builtins, custom)) {
        for (ResourceType type : types) {
          byPath.putIfAbsent(type.group() + "/" + type.version() + "/" + type.plural(), type);
          byResource.putIfAbsent(type.resource(), type);
        }
      }
      return new Index(byPath, byResource);
    }
  }
}
