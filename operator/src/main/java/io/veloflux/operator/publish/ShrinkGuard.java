package io.veloflux.operator.publish;

import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Holds back a configuration that lost much of what was published without anybody having deleted
/// it: an API server restored from an old copy, or a list that came back empty, must not empty the
/// proxies.
///
/// - Looked at for each kind (routes, pools, load balancers, backends): held when all objects
///   vanished, or of ten or more over 30 %. Objects that still exist, or whose deletion was seen,
///   do not count.
/// - A deletion can be real and unseen: while the operator was away. So after `patience` the
///   objects are read once more from the API server itself; if they are not there either, they are
///   gone.
///
/// Any thread may use it.
public final class ShrinkGuard {
  private static final int FEW = 10;
  private static final double MAX_RATIO = 0.3;

  private final Duration patience;
  private final InstantSource clock;
  private final Map<String, Long> heldSinceMillis = new ConcurrentHashMap<>();

  public ShrinkGuard(Duration patience, InstantSource clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /// @param explained whether an object of the old configuration still exists or was seen to be
  ///   deleted
  /// @param live asks the API server which of these objects exist
  /// @return why it is held, or `null` if it may be published
  public @Nullable String hold(
      String tenant,
      ProxyConfig before,
      ProxyConfig after,
      Predicate<ObjectKey> explained,
      Function<Set<ObjectKey>, Set<ObjectKey>> live) {
    Set<ObjectKey> vanished = before.equals(after) ? Set.of() : vanished(before, after, explained);
    if (vanished.isEmpty()) {
      heldSinceMillis.remove(tenant);
      return null;
    }
    long now = clock.millis();
    long since = heldSinceMillis.computeIfAbsent(tenant, _ -> now);
    if (now - since >= patience.toMillis()) {
      Set<ObjectKey> existing = live.apply(vanished);
      if (existing.isEmpty()) {
        heldSinceMillis.remove(tenant);
        return null;
      }
    }
    return "%d of the published objects vanished without having been deleted (%s): the proxies keep them; if they are gone indeed this is published %d s after it was noticed"
        .formatted(vanished.size(), some(vanished), patience.toSeconds());
  }

  public void forget(String tenant) {
    heldSinceMillis.remove(tenant);
  }

  /// Those that make a suspicious loss; empty where the loss is small or explained.
  private static Set<ObjectKey> vanished(
      ProxyConfig before, ProxyConfig after, Predicate<ObjectKey> explained) {
    Set<ObjectKey> all = new TreeSet<>();
    Map<String, Set<String>> now = ids(after);
    ids(before)
        .forEach((kind, old) -> {
          Set<ObjectKey> gone = new TreeSet<>();
          Set<String> kept = now.getOrDefault(kind, Set.of());
          for (String id : old) if (!kept.contains(id)) gone.add(key(kind, id));
          gone.removeIf(explained);
          boolean whole = !old.isEmpty() && gone.size() == old.size();
          boolean large = old.size() >= FEW && gone.size() > MAX_RATIO * old.size();
          if (whole || large) all.addAll(gone);
        });
    return all;
  }

  /// The objects that a configuration was compiled from, by kind, as `kind/NAMESPACE/NAME`.
  private static Map<String, Set<String>> ids(ProxyConfig config) {
    Set<String> loadBalancers = new HashSet<>();
    for (ListenerConfig listener : config.listeners())
      loadBalancers.add(listener.name().substring(0, listener.name().lastIndexOf('/')));
    Set<String> routes = HashSet.newHashSet(config.routes().size());
    for (RouteConfig route : config.routes()) routes.add(route.id());
    Set<String> pools = HashSet.newHashSet(config.pools().size());
    Set<String> backends = new HashSet<>();
    for (PoolConfig pool : config.pools()) {
      pools.add(pool.id());
      for (EndpointConfig endpoint : pool.endpoints())
        backends.add("backend/" + config.tenant() + "/" + endpoint.backend());
    }
    return Map.of(
        "LoadBalancer", loadBalancers, "Route", routes, "Pool", pools, "Backend", backends);
  }

  private static ObjectKey key(String kind, String id) {
    String[] parts = id.split("/", 3);
    return new ObjectKey(kind, parts[1], parts[2]);
  }

  private static String some(Set<ObjectKey> objects) {
    List<String> names = objects.stream().limit(3).map(ObjectKey::toString).toList();
    return String.join(", ", names) + (objects.size() > names.size() ? ", …" : "");
  }
}
