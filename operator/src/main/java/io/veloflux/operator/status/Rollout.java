package io.veloflux.operator.status;

import io.veloflux.crd.Reasons;
import io.veloflux.operator.compile.ObjectKey;
import io.veloflux.operator.observe.FleetView;
import io.veloflux.operator.observe.ObservedProxy;
import io.veloflux.operator.publish.Publication;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Knows of one tenant which configurations were published in which order, and since which of them
/// the part of each object is as it is.
///
/// So a proxy that serves any of these configurations counts for an object whose part is in it
/// already: a change of one Route does not unsettle the other 2,999.
///
/// One thread at a time.
public final class Rollout {
  /// Proxies that are further behind count as serving nothing.
  private static final int REMEMBERED = 512;

  /// Number of a configuration that nobody published: what a proxy serves that is told nothing.
  private static final long NOTHING = -1;

  private final InstantSource clock;
  private final Duration grace;
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private Map<ObjectKey, Part> published = Map.of();
  private @Nullable ProxyConfig config;
  private long last;

  /// When the last was published, until all proxies have it; then 0.
  private long lastMillis;

  /// @param grace how long proxies usually take at most; only then it is worth a status that they
  ///   have not yet
  public Rollout(Duration grace, InstantSource clock) {
    this.grace = grace;
    this.clock = clock;
  }

  public boolean isEmpty() {
    return config == null;
  }

  /// The proxies are offered this from now on.
  public void published(String hash, ProxyConfig now) {
    boolean same = now.equals(config);
    if (same && numbers.containsKey(hash)) return;
    last++;
    numbers.remove(hash);
    numbers.put(hash, last);
    if (numbers.size() > REMEMBERED) numbers.remove(numbers.keySet().iterator().next());
    Map<ObjectKey, Part> next = new HashMap<>();
    ServedParts.of(now)
        .forEach((key, content) -> {
          Part old = published.get(key);
          next.put(
              key,
              old != null && old.content.equals(content)
                  ? old
                  : new Part(content, last, clock.millis()));
        });
    published = next;
    config = now;
    lastMillis = clock.millis();
  }

  /// How long the last configuration took to reach every ready proxy: told once, when it did.
  public Optional<Duration> takePropagation(FleetView fleet) {
    ProxyConfig current = config;
    if (current == null || lastMillis == 0 || fleet.ready().isEmpty()) return Optional.empty();
    if (!fleet.ready().stream().allMatch(p -> number(p, current.tenant()) == last))
      return Optional.empty();
    Duration took = Duration.ofMillis(clock.millis() - lastMillis);
    lastMillis = 0;
    return Optional.of(took);
  }

  private long number(ObservedProxy proxy, String tenant) {
    TenantState state = proxy.tenant(tenant);
    return state == null ? NOTHING : number(state.hash());
  }

  private long number(String hash) {
    return numbers.getOrDefault(hash, NOTHING);
  }

  /// How far the parts of `compiled` are, given what became of publishing it and what the proxies
  /// say now.
  public Deliveries deliveries(ProxyConfig compiled, Publication publication, FleetView fleet) {
    boolean current = compiled.equals(config);
    Map<ObjectKey, Object> wanted = current ? Map.of() : ServedParts.of(compiled);
    return new Deliveries(compiled.tenant(), current, wanted, publication, fleet);
  }

  /// Answers for one object after the other.
  public final class Deliveries {
    private final String tenant;
    private final boolean current;
    private final Map<ObjectKey, Object> wanted;
    private final Publication publication;
    private final FleetView fleet;

    private Deliveries(
        String tenant,
        boolean current,
        Map<ObjectKey, Object> wanted,
        Publication publication,
        FleetView fleet) {
      this.tenant = tenant;
      this.current = current;
      this.wanted = wanted;
      this.publication = publication;
      this.fleet = fleet;
    }

    Delivery of(ObjectKey object) {
      Part part = published.get(object);
      if (!current) {
        Object content = wanted.get(object);
        boolean offered = part == null ? content == null : part.content.equals(content);
        if (!offered) return unpublished();
      }
      // without a part of its own an object asks for nothing, and every proxy does that
      return part == null ? of(NOTHING, 0) : of(part.since, part.sinceMillis);
    }

    /// `acknowledged/ready`: how many of the ready proxies serve what was published last.
    String proxies() {
      long served = fleet.ready().stream().filter(p -> number(p) == last).count();
      return served + "/" + fleet.ready().size();
    }

    FleetView fleet() {
      return fleet;
    }

    private Delivery of(long since, long sinceMillis) {
      if (!fleet.settled()) return new Delivery.Unknown();
      if (fleet.ready().isEmpty()) return new Delivery.NoProxies();
      int served = 0;
      Delivery refused = null;
      for (ObservedProxy proxy : fleet.ready()) {
        if (number(proxy) >= since) {
          served++;
          continue;
        }
        TenantState state = proxy.tenant(tenant);
        if (state != null
            && state.refused() != null
            && Rollout.this.number(state.refused().hash()) >= since) {
          refused = new Delivery.Refused(proxy.name(), state.refused().reason());
        }
      }
      int proxies = fleet.ready().size();
      if (served == proxies) return new Delivery.Served();
      if (refused != null) return refused;
      boolean soon = clock.millis() - sinceMillis < grace.toMillis();
      return new Delivery.Pending(served, proxies, soon);
    }

    private Delivery unpublished() {
      return switch (publication) {
        case Publication.Held(String reason, String message) ->
            new Delivery.Unpublished(reason, message);
        case Publication.Failed(String message) ->
            new Delivery.Unpublished(Reasons.PUBLISH_FAILED, message);
        case Publication.Published _ ->
            throw new IllegalStateException("published, yet not known: " + tenant);
      };
    }

    private long number(ObservedProxy proxy) {
      return Rollout.this.number(proxy, tenant);
    }
  }

  /// @param since number of the first configuration from which on it is as it is
  private record Part(Object content, long since, long sinceMillis) {}
}
