package io.veloflux.operator.publish;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.veloflux.operator.publish.SnapshotWriter.Offered;
import io.veloflux.proxy.config.ProxyConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known about one tenant's ConfigMaps without asking. Any thread may use it.
final class Shelf {
  /// What changes are counted from.
  ///
  /// @param version of the ConfigMap as of which its content was found to be this
  record Base(String name, String version, String hash, ProxyConfig config) {}

  /// @param lateVersion what the watch showed when it was written; while it shows that, it is late
  /// @param number counts writes
  private record Written(ConfigMap map, String lateVersion, int number) {}

  final String uid;
  private final Map<String, Written> written = new HashMap<>();
  private final Map<String, ConfigMap> wanted = new HashMap<>();
  private int writes;
  private @Nullable Offered offered;
  private @Nullable Base base;

  /// @param uid of the Tenant
  Shelf(String uid) {
    this.uid = uid;
  }

  /// The newest version of a ConfigMap: what was written here, until the watch shows something
  /// newer. As one watch shows all in their order, it then shows also what was written before.
  ///
  /// @param observed by name, as the watch has them
  synchronized @Nullable ConfigMap newest(String name, Map<String, ConfigMap> observed) {
    ConfigMap seen = observed.get(name);
    Written its = written.get(name);
    if (its != null && version(seen).equals(its.lateVersion)) return its.map;
    if (its != null) written.values().removeIf(earlier -> earlier.number <= its.number);
    return seen;
  }

  /// @param observed as the watch had them before
  synchronized void wrote(ConfigMap now, Map<String, ConfigMap> observed) {
    String name = now.getMetadata().getName();
    written.put(name, new Written(now, version(observed.get(name)), ++writes));
  }

  /// This is about to be made of a ConfigMap, or is already.
  synchronized void wants(ConfigMap desired) {
    wanted.put(desired.getMetadata().getName(), desired);
  }

  synchronized @Nullable ConfigMap wanted(String name) {
    return wanted.get(name);
  }

  synchronized void offers(Offered now) {
    offered = now;
  }

  synchronized @Nullable Offered offered() {
    return offered;
  }

  synchronized void base(Base now) {
    base = now;
  }

  synchronized @Nullable Base base() {
    return base;
  }

  static String version(@Nullable ConfigMap map) {
    return map == null ? "" : map.getMetadata().getResourceVersion();
  }
}
