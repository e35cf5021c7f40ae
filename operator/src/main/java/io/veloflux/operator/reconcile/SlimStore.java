package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps the objects of one watch without what nobody here reads: who manages which field, what was
/// applied last, and what `slim` drops. That is more than half of a Route.
///
/// Any thread may use it.
final class SlimStore<T extends HasMetadata> implements ItemStore<T> {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Map<String, T> items = new ConcurrentHashMap<>();
  private final Consumer<T> slim;

  SlimStore(Consumer<T> slim) {
    this.slim = slim;
  }

  SlimStore() {
    this(_ -> {});
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    ObjectMeta metadata = object.getMetadata();
    metadata.setManagedFields(null);
    Map<String, String> annotations = new TreeMap<>();
    if (metadata.getAnnotations() != null) annotations.putAll(metadata.getAnnotations());
    annotations.remove(LAST_APPLIED);
    metadata.setAnnotations(annotations);
    slim.accept(object);
    return items.put(key, object);
  }

  @Override
  public @Nullable T remove(String key) {
    return items.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable T get(String key) {
    return items.get(key);
  }
}
