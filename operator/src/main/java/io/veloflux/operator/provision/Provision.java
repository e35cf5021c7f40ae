package io.veloflux.operator.provision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be done next so that a tenant has what it must have.
public sealed interface Provision {
  /// Name of the default LoadBalancer, and of its one listener.
  String DEFAULT_NAME = "default";

  String LISTENER_NAME = "http";
  int HTTP = 80;

  /// Nothing.
  record Complete() implements Provision {}

  /// To be created; somebody else's object of that name is not to be touched.
  record Create(HasMetadata object) implements Provision {}

  /// To be applied server-side: states these fields and leaves all others alone.
  record Apply(HasMetadata object) implements Provision {}

  /// Something is being deleted; its end is an event.
  record Wait(String message) implements Provision {}

  /// The namespace is somebody else's.
  record Conflict(String message) implements Provision {}

  /// Decides about the namespace.
  ///
  /// @param existing the namespace of the tenant's name
  static Provision namespace(Tenant tenant, @Nullable Namespace existing) {
    String name = tenant.getMetadata().getName();
    if (existing == null) return new Create(desiredNamespace(tenant));
    if (!name.equals(label(existing, Labels.TENANT))) {
      return new Conflict(
          "a namespace '%s' exists already and is not this tenant's: delete it, choose another tenant name, or hand it over with: kubectl label namespace %s %s=%s"
              .formatted(name, name, Labels.TENANT, name));
    }
    if (existing.getMetadata().getDeletionTimestamp() != null
        || Owner.ownedByPredecessor(tenant, existing)) {
      return new Wait(
          "the namespace '%s' is being deleted; it is made again once it is gone".formatted(name));
    }
    boolean complete =
        Owner.owns(tenant, existing) && Labels.OPERATOR.equals(label(existing, Labels.MANAGED_BY));
    return complete ? new Complete() : new Apply(desiredNamespace(tenant));
  }

  /// Decides about the default LoadBalancer: made once, its users may edit it, made again when
  /// deleted.
  ///
  /// @param existing all LoadBalancers of the tenant's namespace
  static Provision defaultLoadBalancer(Tenant tenant, Collection<LoadBalancer> existing) {
    LoadBalancer named = null;
    for (LoadBalancer one : existing) {
      if ("true".equals(label(one, Labels.DEFAULT))) return new Complete();
      if (DEFAULT_NAME.equals(one.getMetadata().getName())) named = one;
    }
    LoadBalancer desired = desiredLoadBalancer(tenant);
    if (named == null) return new Create(desired);
    desired.setSpec(null); // it is the user's: only the label is missing
    return new Apply(desired);
  }

  private static Namespace desiredNamespace(Tenant tenant) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(tenant.getMetadata().getName())
        .withLabels(
            Map.of(
                Labels.TENANT, tenant.getMetadata().getName(), Labels.MANAGED_BY, Labels.OPERATOR))
        .withOwnerReferences(Owner.reference(tenant))
        .endMetadata()
        .build();
  }

  private static LoadBalancer desiredLoadBalancer(Tenant tenant) {
    LoadBalancer desired = new LoadBalancer();
    desired.setMetadata(
        new ObjectMetaBuilder()
            .withName(DEFAULT_NAME)
            .withNamespace(tenant.getMetadata().getName())
            .withLabels(Map.of(Labels.DEFAULT, "true", Labels.MANAGED_BY, Labels.OPERATOR))
            .withOwnerReferences(Owner.reference(tenant))
            .build());
    desired.setSpec(
        new LoadBalancer.Spec(
            List.of(
                new LoadBalancer.Listener(
                    LISTENER_NAME, HTTP, LoadBalancer.Protocol.DEFAULT, null, null, null, null)),
            null));
    return desired;
  }

  private static @Nullable String label(HasMetadata object, String name) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(name);
  }
}
