package io.veloflux.proxy.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.pem.TlsEntries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ConfigMaps of one fleet: `config-TENANT` in the fleet's namespace, labelled with fleet and
/// tenant, content by [Parcel]. Those that hold changes name their base by its hash; it lies in
/// `config-TENANT.SOMETHING` and was written before.
///
/// - Certificates that it names lie in a Secret ([TlsSecrets]), which was written before, too. What
///   is missing there is waited for while something is served; at the start it is left out, so that
///   only its handshakes fail.
/// - While the API server is away nothing changes, and it is tried again.
/// - An object that cannot be unpacked offers [Offer.Broken]; one that vanished takes its tenant
///   with it.
/// - What is offered is always the object as the cache has it now, not as the event had it: a late
///   event cannot bring an old one back.
public final class KubernetesSource implements ConfigSource {
  public static final String FLEET = "veloflux.io/fleet";
  public static final String TENANT = "veloflux.io/tenant";
  public static final String PREFIX = "config-";

  private static final Logger log = LoggerFactory.getLogger(KubernetesSource.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String fleet;

  /// By tenant, the one that is in use: should it vanish, changes still arrive.
  private final Map<String, Offer.Config> bases = new HashMap<>();

  /// Tenants that were offered with all of their certificates.
  private final Set<String> whole = new HashSet<>();

  private final TlsSecrets certificates;
  private @Nullable SharedIndexInformer<ConfigMap> informer;
  private boolean complete;

  /// @param client stays the caller's to close
  public KubernetesSource(KubernetesClient client, String namespace, String fleet) {
    this.client = client;
    this.namespace = namespace;
    this.fleet = fleet;
    this.certificates = new TlsSecrets(client, namespace, fleet);
  }

  @Override
  public synchronized void start(ConfigSink sink) {
    SharedIndexInformer<ConfigMap> starting =
        client.configMaps().inNamespace(namespace).withLabel(FLEET, fleet).runnableInformer(0);
    informer = starting;
    var _ =
        starting
            .exceptionHandler(this::tryAgain)
            .addEventHandler(new Events(sink, starting))
            .start()
            .thenCombine(
                certificates.start(tenant -> certified(sink, starting, tenant)), (_, _) -> "")
            .whenComplete((_, failure) -> started(sink, starting, failure));
  }

  private boolean tryAgain(boolean wasStarted, Throwable failure) {
    log.warn("watch of the fleet's ConfigMaps failed, trying again reason={}", failure.toString());
    return true;
  }

  private synchronized void started(
      ConfigSink sink, SharedIndexInformer<ConfigMap> cache, @Nullable Throwable failure) {
    if (failure != null) {
      log.error("the fleet's ConfigMaps are not watched", failure);
      return;
    }
    Map<String, Offer> offers = new HashMap<>();
    for (ConfigMap object : cache.getStore().list()) {
      String tenant = tenant(object);
      if (!tenant.isEmpty() && !isBase(object)) offers.put(tenant, offer(cache, tenant));
    }
    complete = true;
    sink.offerAll(offers);
  }

  private synchronized void changed(
      ConfigSink sink, SharedIndexInformer<ConfigMap> cache, ConfigMap object) {
    String tenant = tenant(object);
    if (!complete || tenant.isEmpty()) return;
    if (isBase(object) && !isMissed(cache, tenant, object)) return;
    sink.offer(Map.of(tenant, offer(cache, tenant)));
  }

  private synchronized void certified(
      ConfigSink sink, SharedIndexInformer<ConfigMap> cache, String tenant) {
    if (complete && find(cache, PREFIX + tenant) != null) {
      sink.offer(Map.of(tenant, offer(cache, tenant)));
    }
  }

  /// @return `""` for an object that has the fleet's label but is not named as a configuration or a
  ///   base is
  private static String tenant(ConfigMap object) {
    String tenant = object.getMetadata().getLabels().getOrDefault(TENANT, "");
    String name = object.getMetadata().getName();
    if (!tenant.isEmpty()
        && (name.equals(PREFIX + tenant) || name.startsWith(PREFIX + tenant + "."))) return tenant;
    log.warn("ignored ConfigMap={} tenant={}: not named {}TENANT", name, tenant, PREFIX);
    return "";
  }

  private static boolean isBase(ConfigMap object) {
    return object.getMetadata().getName().indexOf('.') >= 0;
  }

  /// Whether it is the base of an offer that was broken without it.
  private boolean isMissed(SharedIndexInformer<ConfigMap> cache, String tenant, ConfigMap object) {
    ConfigMap config = find(cache, PREFIX + tenant);
    String base = config == null ? "" : parcel(config).base();
    Offer.Config known = bases.get(tenant);
    return !base.isEmpty()
        && base.equals(parcel(object).hash())
        && (known == null || !known.hash().equals(base));
  }

  private Offer offer(SharedIndexInformer<ConfigMap> cache, String tenant) {
    ConfigMap object = find(cache, PREFIX + tenant);
    if (object == null) {
      bases.remove(tenant);
      whole.remove(tenant);
      return new Offer.Gone();
    }
    Parcel parcel = parcel(object);
    try {
      if (parcel.name().isEmpty())
        throw new ConfigException("the ConfigMap has none of " + String.join(", ", Parcel.NAMES));
      if (parcel.base().isEmpty()) {
        bases.remove(tenant);
        return offer(tenant, parcel.hash(), parcel.unpack());
      }
      return offer(tenant, parcel.hash(), parcel.unpack(base(cache, tenant, parcel.base())));
    } catch (ConfigException e) {
      return new Offer.Broken(parcel.hash(), String.valueOf(e.getMessage()));
    }
  }

  private Offer offer(String tenant, String hash, ProxyConfig config) throws ConfigException {
    Set<String> named = config.certificates();
    if (named.isEmpty()) return new Offer.Config(hash, config);
    TlsEntries entries = certificates.of(tenant).only(named);
    Set<String> missing = new TreeSet<>(named);
    missing.removeAll(entries.pairs().keySet());
    if (missing.isEmpty()) whole.add(tenant);
    else if (whole.contains(tenant))
      throw new ConfigException("no certificates " + missing + " yet");
    return new Offer.Config(hash, config, entries);
  }

  private ProxyConfig base(SharedIndexInformer<ConfigMap> cache, String tenant, String hash)
      throws ConfigException {
    Offer.Config known = bases.get(tenant);
    if (known != null && known.hash().equals(hash)) return known.config();
    for (ConfigMap object : cache.getStore().list()) {
      if (!isBase(object) || !tenant(object).equals(tenant)) continue;
      Parcel parcel = parcel(object);
      if (!parcel.hash().equals(hash)) continue;
      ProxyConfig config = parcel.unpack();
      bases.put(tenant, new Offer.Config(hash, config));
      return config;
    }
    throw new ConfigException("the base " + hash + " of the changes is missing");
  }

  private @Nullable ConfigMap find(SharedIndexInformer<ConfigMap> cache, String name) {
    return cache.getStore().getByKey(namespace + "/" + name);
  }

  /// @return one without a name where the object has no entry of ours
  private static Parcel parcel(ConfigMap object) {
    Map<String, String> annotations = orEmpty(object.getMetadata().getAnnotations());
    Map<String, String> data = orEmpty(object.getData());
    Map<String, String> binary = orEmpty(object.getBinaryData());
    for (String name : Parcel.NAMES) {
      String content = data.getOrDefault(name, binary.get(name));
      if (content != null) return new Parcel(annotations, name, content);
    }
    return new Parcel(annotations, "", "");
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  @Override
  public synchronized void close() {
    certificates.close();
    if (informer != null) informer.stop();
  }

  private final class Events implements ResourceEventHandler<ConfigMap> {
    private final ConfigSink sink;
    private final SharedIndexInformer<ConfigMap> cache;

    Events(ConfigSink sink, SharedIndexInformer<ConfigMap> cache) {
      this.sink = sink;
      this.cache = cache;
    }

    @Override
    public void onAdd(ConfigMap added) {
      changed(sink, cache, added);
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      changed(sink, cache, after);
    }

    @Override
    public void onDelete(ConfigMap deleted, boolean finalStateUnknown) {
      changed(sink, cache, deleted);
    }
  }
}
