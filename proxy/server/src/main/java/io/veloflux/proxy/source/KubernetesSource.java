package io.veloflux.proxy.source;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Parcel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ConfigMaps of one fleet: `config-TENANT` in the fleet's namespace, labelled with fleet and
/// tenant, content by [Parcel].
///
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
  private @Nullable SharedIndexInformer<ConfigMap> informer;
  private boolean complete;

  /// @param client stays the caller's to close
  public KubernetesSource(KubernetesClient client, String namespace, String fleet) {
    this.client = client;
    this.namespace = namespace;
    this.fleet = fleet;
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
      if (!tenant.isEmpty()) offers.put(tenant, unpack(object));
    }
    complete = true;
    sink.offerAll(offers);
  }

  private synchronized void changed(
      ConfigSink sink, SharedIndexInformer<ConfigMap> cache, ConfigMap object) {
    String tenant = tenant(object);
    if (!complete || tenant.isEmpty()) return;
    ConfigMap now = cache.getStore().getByKey(namespace + "/" + object.getMetadata().getName());
    sink.offer(Map.of(tenant, now == null ? new Offer.Gone() : unpack(now)));
  }

  /// @return `""` for an object that has the fleet's label but is not named as a configuration is
  private static String tenant(ConfigMap object) {
    String tenant = object.getMetadata().getLabels().getOrDefault(TENANT, "");
    String name = object.getMetadata().getName();
    if (!tenant.isEmpty() && name.equals(PREFIX + tenant)) return tenant;
    log.warn("ignored ConfigMap={} tenant={}: not named {}TENANT", name, tenant, PREFIX);
    return "";
  }

  private static Offer unpack(ConfigMap object) {
    Map<String, String> annotations = orEmpty(object.getMetadata().getAnnotations());
    Map<String, String> data = orEmpty(object.getData());
    Map<String, String> binary = orEmpty(object.getBinaryData());
    String hash = annotations.getOrDefault(Parcel.HASH, "");
    for (String name : List.of(Parcel.PLAIN, Parcel.GZIP)) {
      String content = data.getOrDefault(name, binary.get(name));
      if (content == null) continue;
      try {
        return new Offer.Config(hash, new Parcel(annotations, name, content).unpack());
      } catch (ConfigException e) {
        return new Offer.Broken(hash, String.valueOf(e.getMessage()));
      }
    }
    return new Offer.Broken(
        hash, "the ConfigMap has neither %s nor %s".formatted(Parcel.PLAIN, Parcel.GZIP));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  @Override
  public synchronized void close() {
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
