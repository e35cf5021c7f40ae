package io.veloflux.proxy.config;

import java.util.List;

/// One way into a route. All conditions must hold.
///
/// @param route [RouteConfig#id]
public record MatchConfig(PathMatch path, List<MatchCondition> conditions, String route) {
  public MatchConfig {
    path = Values.or(path, PathMatch.ANY);
    conditions = Values.copy(conditions);
    route = Values.text(route);
  }
}
