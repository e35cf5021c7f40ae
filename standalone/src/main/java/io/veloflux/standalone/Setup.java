package io.veloflux.standalone;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.standalone.Manifests.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Puts objects into the API server, as `kubectl apply --server-side --force-conflicts` does.
public final class Setup {
  private static final String FIELD_MANAGER = "veloflux-standalone";
  private static final Duration NAMESPACE_PATIENCE = Duration.ofSeconds(15);

  private final KubernetesClient client;

  public Setup(KubernetesClient client) {
    this.client = client;
  }

  /// Makes the API server know VeloFlux's own kinds, and waits until it serves them.
  public void customResourceDefinitions() {
    List<CustomResourceDefinition> all =
        List.of(Tenant.class, LoadBalancer.class, Pool.class, Backend.class, Route.class).stream()
            .map(Setup::definition)
            .toList();
    for (CustomResourceDefinition one : all) apply(one);
    for (CustomResourceDefinition one : all) {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(one.getMetadata().getName())
          .waitUntilCondition(Setup::established, 30, TimeUnit.SECONDS);
    }
  }

  public void namespace(String name) {
    apply(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  /// @throws CommandFailed when the API server refuses one; those before it stay applied
  void manifests(List<Manifest> manifests) {
    for (Manifest one : manifests) {
      try {
        manifest(one.object());
      } catch (KubernetesClientException e) {
        throw new CommandFailed("%s (%s): %s".formatted(one.where(), one.name(), message(e)), e);
      }
    }
  }

  /// Between a Tenant and its objects the operator makes the namespace: waits for it.
  private void manifest(GenericKubernetesResource object) {
    try {
      apply(object);
    } catch (KubernetesClientException e) {
      String namespace = object.getMetadata().getNamespace();
      boolean missing =
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              && namespace != null
              && client.resources(Tenant.class).withName(namespace).get() != null;
      if (!missing) throw e;
      client
          .namespaces()
          .withName(namespace)
          .waitUntilCondition(Setup::active, NAMESPACE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      apply(object);
    }
  }

  private <T extends HasMetadata> void apply(T object) {
    client
        .resource(object)
        .fieldValidation(Validation.STRICT)
        .fieldManager(FIELD_MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  private static CustomResourceDefinition definition(Class<? extends HasMetadata> kind) {
    String file = HasMetadata.getFullResourceName(kind) + ".yaml";
    try (InputStream in = kind.getResourceAsStream(file)) {
      if (in == null)
        throw new IllegalStateException(file + " is not in the jar of the custom resources");
      return new KubernetesSerialization().unmarshal(in, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean established(@Nullable CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static boolean active(@Nullable Namespace namespace) {
    return namespace != null && namespace.getMetadata().getDeletionTimestamp() == null;
  }

  /// What the server said, without the client's own words around it.
  private static String message(KubernetesClientException e) {
    String said = e.getStatus() == null ? null : e.getStatus().getMessage();
    return said == null ? String.valueOf(e.getMessage()) : said;
  }
}
