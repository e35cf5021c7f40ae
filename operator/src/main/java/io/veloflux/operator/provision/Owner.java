package io.veloflux.operator.provision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.veloflux.crd.Tenant;
import java.util.List;

/// Whose object something is: deleting a Tenant lets Kubernetes delete what it owns.
public final class Owner {
  private Owner() {}

  /// @param tenant as read from the API server
  public static OwnerReference reference(Tenant tenant) {
    return new OwnerReferenceBuilder()
        .withApiVersion(tenant.getApiVersion())
        .withKind(tenant.getKind())
        .withName(tenant.getMetadata().getName())
        .withUid(tenant.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /// Whether `object` belongs to this very Tenant, not to an earlier one of the same name.
  public static boolean owns(Tenant tenant, HasMetadata object) {
    return references(object).stream()
        .anyMatch(r -> r.getUid().equals(tenant.getMetadata().getUid()));
  }

  /// Whether `object` belongs to an earlier Tenant of the same name, and so will be deleted soon.
  public static boolean ownedByPredecessor(Tenant tenant, HasMetadata object) {
    return !owns(tenant, object)
        && references(object).stream()
            .anyMatch(r ->
                r.getKind().equals(tenant.getKind())
                    && r.getName().equals(tenant.getMetadata().getName()));
  }

  private static List<OwnerReference> references(HasMetadata object) {
    List<OwnerReference> references = object.getMetadata().getOwnerReferences();
    return references == null ? List.of() : references;
  }
}
