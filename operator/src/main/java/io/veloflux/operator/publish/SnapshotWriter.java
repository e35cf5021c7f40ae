package io.veloflux.operator.publish;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.crd.Labels;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.provision.Owner;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one ConfigMap per tenant in the namespace of the fleet, which its proxies watch.
///
/// - It is written only when it differs, and only over the version that was looked at
///   (`resourceVersion`), so that two writers never undo each other unseen.
/// - A configuration that does not fit into an object leaves the old one in place.
/// - Errors of the API server are answers ([Publication.Failed]), not exceptions.
///
/// Any thread may use it; of [#publish] at most one for each tenant at a time.
public final class SnapshotWriter {
  private static final Logger log = LoggerFactory.getLogger(SnapshotWriter.class);

  /// What Kubernetes takes for the data of one ConfigMap.
  public static final int MAX_BYTES = 1024 * 1024;

  /// Lost races against another writer that are fought at once; then it is somebody's turn to wait.
  private static final int ATTEMPTS = 3;

  private final KubernetesClient client;
  private final String namespace;
  private final String fleet;
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

  /// @param namespace of the fleet
  public SnapshotWriter(KubernetesClient client, String namespace, String fleet) {
    this.client = client;
    this.namespace = namespace;
    this.fleet = fleet;
  }

  /// Name of the ConfigMap of a tenant.
  public static String name(String tenant) {
    return "config-" + tenant;
  }

  /// Names a configuration as proxies do that serve it.
  public static String hash(ProxyConfig config) {
    return ConfigCodec.hash(ConfigCodec.write(config));
  }

  /// What the proxies are offered now, or `null` if that is nothing, or was an earlier Tenant's of
  /// the same name.
  ///
  /// @param observed the ConfigMap as a watch has it, perhaps a moment late
  public @Nullable ProxyConfig published(Tenant tenant, @Nullable ConfigMap observed) {
    Shelf shelf = shelf(tenant);
    ConfigMap live = shelf.newest(observed);
    if (live == null || !Owner.owns(tenant, live)) return null;
    ProxyConfig known = shelf.config(hash(live));
    if (known != null) return known;
    try {
      ProxyConfig read = parcel(live).unpack();
      shelf.shows(hash(live), read);
      return read;
    } catch (ConfigException e) {
      log.warn(
          "configmap={} is damaged and will be written anew: {}",
          live.getMetadata().getName(),
          e.getMessage());
      return shelf.lastConfig();
    }
  }

  /// Offers `config` to the proxies.
  ///
  /// @param observed the ConfigMap as a watch has it, perhaps a moment late
  public Publication publish(Tenant tenant, ProxyConfig config, @Nullable ConfigMap observed) {
    Shelf shelf = shelf(tenant);
    Parcel parcel = Parcel.pack(config);
    int bytes = storedBytes(parcel);
    if (bytes > MAX_BYTES) return tooLarge(parcel, bytes);
    ConfigMap desired = desired(tenant, parcel);
    String hash = hash(desired);
    try {
      ConfigMap live = shelf.newest(observed);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (live != null && isForeign(live)) return foreign(desired);
        if (live != null && same(live, desired)) {
          shelf.shows(hash, config);
          return new Publication.Published(hash, attempt > 1);
        }
        ConfigMap written = write(desired, live);
        if (written != null) {
          shelf.wrote(observed, written);
          shelf.shows(hash, config);
          return new Publication.Published(hash, true);
        }
        live = client.configMaps().inNamespace(namespace).withName(name(config.tenant())).get();
      }
      return new Publication.Failed(
          "another writer changes the ConfigMap %s at the same time".formatted(id(desired)));
    } catch (KubernetesClientException e) {
      return new Publication.Failed(
          "the API server did not take the ConfigMap %s: %s"
              .formatted(id(desired), e.getMessage()));
    }
  }

  /// Forgets a tenant that is gone; Kubernetes deletes its ConfigMap with it.
  public void forget(String tenant) {
    shelves.remove(tenant);
  }

  /// @return `null` if the ConfigMap is not the one any more that was looked at
  private @Nullable ConfigMap write(ConfigMap desired, @Nullable ConfigMap live) {
    try {
      if (live == null) return client.resource(desired).create();
      ConfigMap next =
          new ConfigMapBuilder(desired)
              .editMetadata()
              .withResourceVersion(live.getMetadata().getResourceVersion())
              .endMetadata()
              .build();
      return client.resource(next).update();
    } catch (KubernetesClientException e) {
      boolean raced =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT
              || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      // 404 on create: the namespace of the fleet is missing, and looking again does not help
      if (raced && !(live == null && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND)) return null;
      throw e;
    }
  }

  private ConfigMap desired(Tenant tenant, Parcel parcel) {
    String name = tenant.getMetadata().getName();
    ConfigMapBuilder builder =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name(name))
            .withLabels(
                Map.of(
                    Labels.FLEET, fleet, Labels.TENANT, name, Labels.MANAGED_BY, Labels.OPERATOR))
            .withAnnotations(parcel.annotations())
            .withOwnerReferences(Owner.reference(tenant))
            .endMetadata();
    return (Parcel.GZIP.equals(parcel.name())
            ? builder.withBinaryData(Map.of(parcel.name(), parcel.content()))
            : builder.withData(Map.of(parcel.name(), parcel.content())))
        .build();
  }

  private boolean isForeign(ConfigMap live) {
    Map<String, String> labels = live.getMetadata().getLabels();
    return labels == null || !fleet.equals(labels.get(Labels.FLEET));
  }

  private static boolean same(ConfigMap live, ConfigMap desired) {
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

  private static Map<String, String> nonNull(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static Parcel parcel(ConfigMap live) {
    Map<String, String> annotations = nonNull(live.getMetadata().getAnnotations());
    String gzip = nonNull(live.getBinaryData()).get(Parcel.GZIP);
    if (gzip != null) return new Parcel(annotations, Parcel.GZIP, gzip);
    return new Parcel(
        annotations, Parcel.PLAIN, nonNull(live.getData()).getOrDefault(Parcel.PLAIN, ""));
  }

  private static String hash(ConfigMap live) {
    return nonNull(live.getMetadata().getAnnotations()).getOrDefault(Parcel.HASH, "");
  }

  /// As Kubernetes counts: names and decoded contents.
  private static int storedBytes(Parcel parcel) {
    int content =
        Parcel.GZIP.equals(parcel.name())
            ? Base64.getDecoder().decode(parcel.content()).length
            : parcel.content().length();
    return parcel.name().length() + content;
  }

  private static Publication tooLarge(Parcel parcel, int bytes) {
    return new Publication.Held(
        Reasons.CONFIG_TOO_LARGE,
        "the configuration has %s routes and %s bytes, %d compressed; %d fit: split the tenant, or remove routes and backends"
            .formatted(
                parcel.annotations().get(Parcel.ROUTES),
                parcel.annotations().get(Parcel.BYTES),
                bytes,
                MAX_BYTES));
  }

  private Publication foreign(ConfigMap desired) {
    return new Publication.Failed(
        "a ConfigMap %s exists and is not of fleet '%s': delete it".formatted(id(desired), fleet));
  }

  private static String id(ConfigMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }

  private Shelf shelf(Tenant tenant) {
    String uid = tenant.getMetadata().getUid();
    return shelves.compute(
        tenant.getMetadata().getName(),
        (_, old) -> old != null && old.uid.equals(uid) ? old : new Shelf(uid));
  }

  /// What is known about one tenant's ConfigMap without asking.
  private static final class Shelf {
    private final String uid;
    private String hash = "";
    private @Nullable ProxyConfig config;
    private @Nullable ConfigMap written;

    /// What the watch showed when [#written] was written; while it shows that, it is late.
    private String lateVersion = "";

    Shelf(String uid) {
      this.uid = uid;
    }

    synchronized void shows(String newHash, ProxyConfig newConfig) {
      hash = newHash;
      config = newConfig;
    }

    /// The configuration of that hash, if it is at hand.
    synchronized @Nullable ProxyConfig config(String ofHash) {
      return hash.equals(ofHash) ? config : null;
    }

    synchronized @Nullable ProxyConfig lastConfig() {
      return config;
    }

    synchronized void wrote(@Nullable ConfigMap observed, ConfigMap newWritten) {
      written = newWritten;
      lateVersion = version(observed);
    }

    synchronized @Nullable ConfigMap newest(@Nullable ConfigMap observed) {
      if (written != null && version(observed).equals(lateVersion)) return written;
      written = null;
      return observed;
    }

    private static String version(@Nullable ConfigMap map) {
      return map == null ? "" : map.getMetadata().getResourceVersion();
    }
  }
}
