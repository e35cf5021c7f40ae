package io.veloflux.standalone.kube.store;

/// Where an object is kept.
///
/// @param resource `pools.veloflux.io`, `configmaps`
/// @param namespace empty for objects of the whole Kubernetes cluster
public record ObjectKey(String resource, String namespace, String name) {

  /// Its place in lists, which are sorted by it.
  public String path() {
    return namespace + "/" + name;
  }
}
