package io.veloflux.operator.publish;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.crd.Reasons;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.provision.Owner;
import io.veloflux.operator.publish.Shelf.Base;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what the proxies of the fleet watch: for each tenant a ConfigMap `config-TENANT` in the
/// fleet's namespace.
///
/// - A small configuration lies in it as a whole. Of a large one it holds what changed since a
///   base, which lies in a ConfigMap beside it: so a change of one route writes a few hundred
///   bytes. There are two places for bases, and the one that is in use is never written: whatever
///   is read at any moment is whole.
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
  private final ConfigObjects objects;
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();

  /// @param namespace of the fleet
  public SnapshotWriter(KubernetesClient client, String namespace, String fleet) {
    this.client = client;
    this.namespace = namespace;
    this.fleet = fleet;
    this.objects = new ConfigObjects(namespace, fleet);
  }

  /// A configuration, and the hash by which proxies name it that serve it.
  public record Offered(String hash, ProxyConfig config) {}

  /// What the proxies are offered now, or `null` if that is nothing, or was an earlier Tenant's of
  /// the same name.
  ///
  /// @param observed the tenant's ConfigMaps as a watch has them, perhaps a moment late
  public @Nullable Offered published(Tenant tenant, List<ConfigMap> observed) {
    Shelf shelf = shelf(tenant);
    Map<String, ConfigMap> seen = byName(observed);
    ConfigMap live = shelf.newest(ConfigObjects.name(name(tenant)), seen);
    if (live == null || !Owner.owns(tenant, live)) return null;
    Offered known = shelf.offered();
    Parcel parcel = ConfigObjects.parcel(live);
    if (known != null && known.hash.equals(parcel.hash())) return known;
    try {
      Offered read = new Offered(parcel.hash(), unpack(parcel, base(tenant, shelf, seen)));
      shelf.offers(read);
      return read;
    } catch (ConfigException e) {
      log.warn(
          "configmap={} is damaged and will be written anew: {}",
          live.getMetadata().getName(),
          e.getMessage());
      return known;
    }
  }

  private static ProxyConfig unpack(Parcel parcel, @Nullable Base base) throws ConfigException {
    if (parcel.base().isEmpty()) return parcel.unpack();
    if (base == null) throw new ConfigException("its base " + parcel.base() + " is missing");
    return parcel.unpack(base.config());
  }

  /// The base that is in use, if it can be used.
  private @Nullable Base base(Tenant tenant, Shelf shelf, Map<String, ConfigMap> seen) {
    ConfigMap live = baseObject(tenant, shelf, seen);
    if (live == null || !objects.isInPlace(tenant, live)) return null;
    String name = live.getMetadata().getName();
    Parcel parcel = ConfigObjects.parcel(live);
    Base known = shelf.base();
    if (known != null
        && known.name().equals(name)
        && known.version().equals(Shelf.version(live))
        && known.hash().equals(parcel.hash())) return known;
    try {
      Base read = new Base(name, Shelf.version(live), parcel.hash(), parcel.unpack());
      shelf.base(read);
      return read;
    } catch (ConfigException e) {
      log.warn("configmap={} is damaged and will be replaced: {}", name, e.getMessage());
      return null;
    }
  }

  private static @Nullable ConfigMap baseObject(
      Tenant tenant, Shelf shelf, Map<String, ConfigMap> seen) {
    ConfigMap live = shelf.newest(ConfigObjects.name(name(tenant)), seen);
    String hash = live == null ? "" : ConfigObjects.parcel(live).base();
    if (hash.isEmpty()) return null;
    for (String name : ConfigObjects.bases(name(tenant))) {
      ConfigMap base = shelf.newest(name, seen);
      if (base != null && ConfigObjects.parcel(base).hash().equals(hash)) return base;
    }
    return null;
  }

  /// Offers `config` to the proxies.
  ///
  /// @param observed the tenant's ConfigMaps as a watch has them, perhaps a moment late
  public Publication publish(Tenant tenant, ProxyConfig config, List<ConfigMap> observed) {
    Shelf shelf = shelf(tenant);
    Map<String, ConfigMap> seen = byName(observed);
    Base base = base(tenant, shelf, seen);
    Parcel parcel = base == null ? null : Parcel.pack(base.hash(), base.config(), config);
    if (parcel == null) {
      Parcel whole = Parcel.pack(config);
      int bytes = ConfigObjects.storedBytes(whole);
      if (bytes > MAX_BYTES) return tooLarge(whole, bytes);
      if (whole.name().equals(Parcel.PLAIN)) {
        parcel = whole;
      } else {
        Publication laid = layBase(tenant, config, whole, shelf, seen);
        if (!(laid instanceof Publication.Published)) return laid;
        parcel = Parcel.withoutChanges(whole);
      }
    }
    Publication publication = put(tenant, ConfigObjects.name(name(tenant)), parcel, shelf, seen);
    if (publication instanceof Publication.Published(String hash, _))
      shelf.offers(new Offered(hash, config));
    return publication;
  }

  /// Puts a base where none is in use, or over one in use that should hold the very same.
  private Publication layBase(
      Tenant tenant, ProxyConfig config, Parcel whole, Shelf shelf, Map<String, ConfigMap> seen) {
    ConfigMap inUse = baseObject(tenant, shelf, seen);
    String used = inUse == null ? "" : inUse.getMetadata().getName();
    boolean mend = inUse != null && ConfigObjects.parcel(inUse).hash().equals(whole.hash());
    List<String> places = ConfigObjects.bases(name(tenant));
    String name = used.equals(places.getFirst()) == mend ? places.getFirst() : places.getLast();
    Publication laid = put(tenant, name, whole, shelf, seen);
    if (laid instanceof Publication.Published)
      shelf.base(new Base(name, Shelf.version(shelf.newest(name, seen)), whole.hash(), config));
    return laid;
  }

  /// Makes one ConfigMap hold a parcel.
  private Publication put(
      Tenant tenant, String name, Parcel parcel, Shelf shelf, Map<String, ConfigMap> seen) {
    ConfigMap desired = objects.object(tenant, name, parcel);
    shelf.wants(desired);
    try {
      ConfigMap live = shelf.newest(name, seen);
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        if (live != null && objects.isForeign(live)) return foreign(desired);
        if (live != null && ConfigObjects.same(live, desired))
          return new Publication.Published(parcel.hash(), attempt > 1);
        ConfigMap written = write(desired, live);
        if (written != null) {
          shelf.wrote(written, seen);
          return new Publication.Published(parcel.hash(), true);
        }
        live = client.configMaps().inNamespace(namespace).withName(name).get();
      }
      return new Publication.Failed(
          "another writer changes the ConfigMap %s at the same time"
              .formatted(ConfigObjects.id(desired)));
    } catch (KubernetesClientException e) {
      return new Publication.Failed(
          "the API server did not take the ConfigMap %s: %s"
              .formatted(ConfigObjects.id(desired), e.getMessage()));
    }
  }

  /// Whether a ConfigMap is what was last to be made of it: then there is nothing to do about it.
  public boolean isAsWanted(ConfigMap observed) {
    Shelf shelf = shelves.get(ConfigObjects.tenant(observed));
    ConfigMap wanted = shelf == null ? null : shelf.wanted(observed.getMetadata().getName());
    return wanted != null && ConfigObjects.same(observed, wanted);
  }

  /// Forgets a tenant that is gone; Kubernetes deletes its ConfigMaps with it.
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
        "a ConfigMap %s exists and is not of fleet '%s': delete it"
            .formatted(ConfigObjects.id(desired), fleet));
  }

  private Shelf shelf(Tenant tenant) {
    String uid = tenant.getMetadata().getUid();
    return shelves.compute(
        name(tenant), (_, old) -> old != null && old.uid.equals(uid) ? old : new Shelf(uid));
  }

  private static Map<String, ConfigMap> byName(List<ConfigMap> observed) {
    Map<String, ConfigMap> byName = new HashMap<>();
    for (ConfigMap map : observed) byName.put(map.getMetadata().getName(), map);
    return byName;
  }

  private static String name(Tenant tenant) {
    return tenant.getMetadata().getName();
  }
}
