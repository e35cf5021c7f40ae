package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.provision.Provision;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries out what [Provision] decides.
final class Provisioner {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Labels.OPERATOR)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  Provisioner(KubernetesClient client) {
    this.client = client;
  }

  /// Makes what the tenant lacks.
  ///
  /// @param namespace of the tenant as a watch of our namespaces has it
  /// @param loadBalancers of the tenant as a watch has them
  Result provision(Tenant tenant, @Nullable Namespace namespace, List<LoadBalancer> loadBalancers) {
    try {
      Namespace existing =
          namespace != null
              ? namespace
              : client.namespaces().withName(tenant.getMetadata().getName()).get();
      switch (Provision.namespace(tenant, existing)) {
        case Provision.Complete _ -> {}
        case Provision.Create(HasMetadata object) -> create(object);
        case Provision.Apply(HasMetadata object) -> client.resource(object).patch(APPLY);
        case Provision.Wait(String message) -> {
          return new Result(State.WAITING, message, loadBalancers);
        }
        case Provision.Conflict(String message) -> {
          return new Result(State.CONFLICT, message, loadBalancers);
        }
      }
      return switch (Provision.defaultLoadBalancer(tenant, loadBalancers)) {
        case Provision.Create(HasMetadata object) -> done(with(loadBalancers, create(object)));
        case Provision.Apply(HasMetadata object) ->
            done(with(loadBalancers, client.resource(object).patch(APPLY)));
        case Provision.Complete _, Provision.Wait _, Provision.Conflict _ -> done(loadBalancers);
      };
    } catch (KubernetesClientException e) {
      return new Result(
          State.FAILED,
          "the tenant's namespace or default LoadBalancer could not be made: " + e.getMessage(),
          loadBalancers);
    }
  }

  /// @return what exists now: the watch may be late to show what an earlier pass made
  private @Nullable HasMetadata create(HasMetadata object) {
    try {
      return client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) return client.resource(object).get();
      throw e;
    }
  }

  private static Result done(List<LoadBalancer> loadBalancers) {
    return new Result(State.COMPLETE, "", loadBalancers);
  }

  /// Those of the watch, with `newest` in place of an older version of it.
  private static List<LoadBalancer> with(List<LoadBalancer> known, @Nullable HasMetadata newest) {
    if (!(newest instanceof LoadBalancer made)) return known;
    List<LoadBalancer> all = new ArrayList<>(known);
    all.removeIf(l -> l.getMetadata().getName().equals(made.getMetadata().getName()));
    all.add(made);
    return all;
  }

  enum State {
    COMPLETE,
    /// Something is being deleted first.
    WAITING,
    /// The API server did not take it now.
    FAILED,
    /// The namespace is somebody else's.
    CONFLICT
  }

  /// @param message for people, `""` when complete
  /// @param loadBalancers of the tenant, with the one that was made now
  record Result(State state, String message, List<LoadBalancer> loadBalancers) {}
}
