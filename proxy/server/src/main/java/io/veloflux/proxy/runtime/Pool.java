package io.veloflux.proxy.runtime;

import io.veloflux.proxy.balance.Algorithm;
import io.veloflux.proxy.balance.Candidate;
import io.veloflux.proxy.balance.Credit;
import io.veloflux.proxy.balance.Latency;
import io.veloflux.proxy.balance.Picker;
import io.veloflux.proxy.balance.RequestKey;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set of equal endpoints and the way one is chosen. Immutable but for what its endpoints and
/// picker remember; any thread may use it.
public final class Pool {
  private final String tenant;
  private final PoolConfig config;
  private final List<Endpoint> endpoints;
  private final Algorithm algorithm;
  private final Picker<Member> picker;

  /// @param endpoints in the order of the configuration's
  Pool(String tenant, PoolConfig config, List<Endpoint> endpoints, Algorithm algorithm) {
    this.tenant = tenant;
    this.config = config;
    this.endpoints = List.copyOf(endpoints);
    this.algorithm = algorithm;
    this.picker = algorithm.over(candidates(config.endpoints(), endpoints));
  }

  private static List<Member> candidates(List<EndpointConfig> configs, List<Endpoint> endpoints) {
    List<Member> members = new ArrayList<>(endpoints.size());
    for (int i = 0; i < endpoints.size(); i++) {
      EndpointConfig config = configs.get(i);
      if (config.weight() > 0 && config.state() == EndpointConfig.State.READY) {
        members.add(new Member(endpoints.get(i), config.weight()));
      }
    }
    return List.copyOf(members);
  }

  /// `pool/NAMESPACE/NAME`.
  public String id() {
    return config.id();
  }

  public String tenant() {
    return tenant;
  }

  public PoolConfig config() {
    return config;
  }

  public long connectMillis() {
    return config.connectMillis();
  }

  public long idleMillis() {
    return config.idleMillis();
  }

  /// All of them, also those that drain or have weight 0.
  public List<Endpoint> endpoints() {
    return endpoints;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /// What [#pick] wants to know of a request.
  public RequestKey.Of keyOf() {
    return algorithm.keyOf();
  }

  /// Whether it wants to be told how fast endpoints answer.
  public boolean learns() {
    return algorithm.learns();
  }

  /// @param tried by earlier attempts of the same request
  /// @param key of the request, by [#keyOf]
  /// @return `null` when none takes it: no endpoint is ready, or all were tried
  public @Nullable Endpoint pick(Set<Endpoint> tried, long key) {
    Member member = picker.pick(tried, key);
    return member == null ? null : member.endpoint;
  }

  private record Member(Endpoint endpoint, int weight) implements Candidate {
    @Override
    public String name() {
      return endpoint.authority();
    }

    @Override
    public int inFlight() {
      return endpoint.inFlight();
    }

    @Override
    public boolean takes(Set<?> tried) {
      return endpoint.health() != Endpoint.Health.UNHEALTHY
          && endpoint.address() != null
          && !tried.contains(endpoint);
    }

    @Override
    public Credit credit() {
      return endpoint.credit();
    }

    @Override
    public Latency latency() {
      return endpoint.latency();
    }
  }
}
