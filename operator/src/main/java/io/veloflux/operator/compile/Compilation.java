package io.veloflux.operator.compile;

import io.veloflux.proxy.config.ProxyConfig;
import java.util.List;

/// What [Compiler] makes of a [TenantInput].
///
/// @param verdicts one for each Tenant, LoadBalancer, Pool, Backend and Route that has a name;
///   sorted by object
public record Compilation(ProxyConfig config, List<Verdict> verdicts) {
  public Compilation {
    verdicts = List.copyOf(verdicts);
  }
}
