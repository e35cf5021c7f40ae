package io.veloflux.standalone.scenario;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.concurrent.atomic.AtomicInteger;

/// Names that no other scenario of this run uses.
final class Namespaces {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Namespaces() {}

  /// For a tenant, say, whose namespace the operator makes.
  static String freshName(String word) {
    return word + "-" + COUNT.incrementAndGet();
  }

  static String create(KubeApi api) {
    String name = freshName("plain");
    api.client()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }
}
