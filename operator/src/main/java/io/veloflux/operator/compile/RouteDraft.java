package io.veloflux.operator.compile;

import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.RouteConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One Route while it is compiled.
///
/// @param reading what is wrong with it by itself; then the rest is its last good version
/// @param config targets are not resolved yet; `null` when nothing can be served for it
/// @param entrances where its requests would come in, before anybody asked who owns what
record RouteDraft(
    Age age,
    Judgement judgement,
    Reading reading,
    @Nullable RouteConfig config,
    List<Entrance> entrances) {
  /// @param host that both the listener and the route stand for
  /// @param original the hostname as the route has it
  record Entrance(
      ListenerDraft listener, String host, String original, List<MatchConfig> matches) {}
}
