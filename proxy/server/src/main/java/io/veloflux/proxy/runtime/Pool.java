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
  private final WaitingLine line;
  private final RetryBudget budget;
  private final Group primaries;
  private final Group backups;

  /// @param endpoints in the order of the configuration's
  Pool(
      String tenant,
      PoolConfig config,
      List<Endpoint> endpoints,
      Algorithm algorithm,
      WaitingLine line,
      RetryBudget budget) {
    this.tenant = tenant;
    this.config = config;
    this.endpoints = List.copyOf(endpoints);
    this.algorithm = algorithm;
    this.line = line;
    this.budget = budget;
    this.primaries = Group.of(config.endpoints(), endpoints, false, algorithm);
    this.backups = Group.of(config.endpoints(), endpoints, true, algorithm);
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

  /// What [#begin] wants to know of a request.
  public RequestKey.Of keyOf() {
    return algorithm.keyOf();
  }

  /// Whether it wants to be told how fast endpoints answer.
  public boolean learns() {
    return algorithm.learns();
  }

  /// Requests that wait for one of its endpoints.
  public WaitingLine line() {
    return line;
  }

  /// Of further attempts.
  public RetryBudget budget() {
    return budget;
  }

  /// Hands a request to one of its endpoints: to a backup only while no other one could have it.
  /// Call [Endpoint#end] exactly once for it.
  ///
  /// @param tried by earlier attempts of the same request
  /// @param key of the request, by [#keyOf]
  /// @return `null` when none takes it: no endpoint is ready, all were tried, or [#isBusy]
  public @Nullable Endpoint begin(Set<Endpoint> tried, long key) {
    Endpoint primary = primaries.begin(tried, key);
    return primary != null || primaries.isUp(tried) ? primary : backups.begin(tried, key);
  }

  /// Whether an endpoint would take the request if it were not at its limit.
  public boolean isBusy(Set<Endpoint> tried) {
    return primaries.isUp(tried) || backups.isUp(tried);
  }

  /// Endpoints of one role that may have requests at all.
  private record Group(List<Member> members, Picker<Member> picker) {
    static Group of(
        List<EndpointConfig> configs,
        List<Endpoint> endpoints,
        boolean backup,
        Algorithm algorithm) {
      List<Member> members = new ArrayList<>(endpoints.size());
      for (int i = 0; i < endpoints.size(); i++) {
        EndpointConfig config = configs.get(i);
        if (config.backup() == backup
            && config.weight() > 0
            && config.state() == EndpointConfig.State.READY) {
          members.add(new Member(endpoints.get(i), config.weight(), config.maxConnections()));
        }
      }
      List<Member> kept = List.copyOf(members);
      return new Group(kept, algorithm.over(kept));
    }

    /// Another event loop may be faster, but not more often than there are endpoints to pick.
    @Nullable Endpoint begin(Set<Endpoint> tried, long key) {
      for (int i = 0; i <= members.size(); i++) {
        Member member = picker.pick(tried, key);
        if (member == null) return null;
        if (member.endpoint.begin(member.limit)) return member.endpoint;
      }
      return null;
    }

    boolean isUp(Set<Endpoint> tried) {
      for (Member member : members) {
        if (member.isUp(tried)) return true;
      }
      return false;
    }
  }

  /// @param limit of requests in flight; 0 means none
  private record Member(Endpoint endpoint, int weight, int limit) implements Candidate {
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
      return isUp(tried) && (limit == 0 || endpoint.inFlight() < limit);
    }

    boolean isUp(Set<?> tried) {
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
