package io.veloflux.operator.publish;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.veloflux.crd.Labels;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.provision.Owner;
import io.veloflux.proxy.config.Parcel;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Parcels as ConfigMaps of one fleet: how they are named, labelled and compared.
final class ConfigObjects {
  private final String namespace;
  private final String fleet;

  ConfigObjects(String namespace, String fleet) {
    this.namespace = namespace;
    this.fleet = fleet;
  }

  /// Of the ConfigMap that says what a tenant's proxies serve.
  static String name(String tenant) {
    return "config-" + tenant;
  }

  /// Of the two that hold bases in turn: while one is in use the other can be written. A dot is in
  /// no tenant's name.
  static List<String> bases(String tenant) {
    return List.of(name(tenant) + ".a", name(tenant) + ".b");
  }

  /// @return `""` where it says none
  static String tenant(ConfigMap object) {
    return nonNull(object.getMetadata().getLabels()).getOrDefault(Labels.TENANT, "");
  }

  ConfigMap object(Tenant tenant, String name, Parcel parcel) {
    ConfigMapBuilder builder =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(labels(tenant))
            .withAnnotations(parcel.annotations())
            .withOwnerReferences(Owner.reference(tenant))
            .endMetadata();
    return (Parcel.GZIP.equals(parcel.name())
            ? builder.withBinaryData(Map.of(parcel.name(), parcel.content()))
            : builder.withData(Map.of(parcel.name(), parcel.content())))
        .build();
  }

  private Map<String, String> labels(Tenant tenant) {
    return Map.of(
        Labels.FLEET,
        fleet,
        Labels.TENANT,
        tenant.getMetadata().getName(),
        Labels.MANAGED_BY,
        Labels.OPERATOR);
  }

  /// Whether somebody else made it, for something else.
  boolean isForeign(ConfigMap live) {
    Map<String, String> labels = live.getMetadata().getLabels();
    return labels == null || !fleet.equals(labels.get(Labels.FLEET));
  }

  /// Whether a proxy finds it and Kubernetes deletes it with its Tenant.
  boolean isInPlace(Tenant tenant, ConfigMap live) {
    return contains(live.getMetadata().getLabels(), labels(tenant))
        && List.of(Owner.reference(tenant)).equals(live.getMetadata().getOwnerReferences());
  }

  static boolean same(ConfigMap live, ConfigMap desired) {
    return desired
            .getMetadata()
            .getOwnerReferences()
            .equals(live.getMetadata().getOwnerReferences())
        && contains(live.getMetadata().getLabels(), desired.getMetadata().getLabels())
        && contains(live.getMetadata().getAnnotations(), desired.getMetadata().getAnnotations())
        && Objects.equals(nonNull(live.getData()), nonNull(desired.getData()))
        && Objects.equals(nonNull(live.getBinaryData()), nonNull(desired.getBinaryData()));
  }

  private static boolean contains(@Nullable Map<String, String> all, Map<String, String> some) {
    return nonNull(all).entrySet().containsAll(some.entrySet());
  }

  static Parcel parcel(ConfigMap live) {
    Map<String, String> annotations = nonNull(live.getMetadata().getAnnotations());
    String gzip = nonNull(live.getBinaryData()).get(Parcel.GZIP);
    if (gzip != null) return new Parcel(annotations, Parcel.GZIP, gzip);
    Map<String, String> data = nonNull(live.getData());
    String changes = data.get(Parcel.CHANGES);
    if (changes != null) return new Parcel(annotations, Parcel.CHANGES, changes);
    return new Parcel(annotations, Parcel.PLAIN, data.getOrDefault(Parcel.PLAIN, ""));
  }

  private static Map<String, String> nonNull(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /// As Kubernetes counts: names and decoded contents.
  static int storedBytes(Parcel parcel) {
    int content =
        Parcel.GZIP.equals(parcel.name())
            ? Base64.getDecoder().decode(parcel.content()).length
            : parcel.content().length();
    return parcel.name().length() + content;
  }

  static String id(ConfigMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }
}
