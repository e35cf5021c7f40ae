package io.veloflux.standalone.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.veloflux.crd.Api;
import org.jspecify.annotations.Nullable;

/// Custom resources as a user writes them: YAML, not our records, so that nothing is filled in on
/// the way.
final class Objects {
  static final String API_VERSION = Api.GROUP + "/" + Api.VERSION;
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final KubernetesClient client;

  Objects(KubernetesClient client) {
    this.client = client;
  }

  /// @param namespace `null` for a Tenant
  static GenericKubernetesResource object(
      @Nullable String namespace, String kind, String name, String spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(API_VERSION);
    object.setKind(kind);
    object.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    object.setAdditionalProperty("spec", yaml(spec));
    return object;
  }

  /// Refused if a field is unknown.
  ///
  /// @return its spec as the API server stored it
  JsonNode create(@Nullable String namespace, String kind, String name, String spec) {
    return spec(
        client
            .resource(object(namespace, kind, name, spec))
            .fieldValidation(Validation.STRICT)
            .create());
  }

  /// A JSON merge patch, written as YAML.
  GenericKubernetesResource patch(
      @Nullable String namespace, String kind, String name, String patch) {
    return at(namespace, kind, name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), yaml(patch).toString());
  }

  JsonNode spec(@Nullable String namespace, String kind, String name) {
    return spec(at(namespace, kind, name).require());
  }

  private JsonNode spec(GenericKubernetesResource object) {
    return client.getKubernetesSerialization().convertValue(object.get("spec"), JsonNode.class);
  }

  Resource<GenericKubernetesResource> at(@Nullable String namespace, String kind, String name) {
    MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> kinds =
        client.genericKubernetesResources(API_VERSION, kind);
    return namespace == null ? kinds.withName(name) : kinds.inNamespace(namespace).withName(name);
  }

  static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
