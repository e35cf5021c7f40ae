package io.veloflux.proxy.runtime;

import io.veloflux.proxy.state.ProxyState.Refused;
import java.util.Map;

/// What became of the configurations that were offered: one reference, so that nobody sees half of
/// a change.
///
/// @param refused by tenant: what was offered last, where that could not be served
public record Applied(Snapshot snapshot, Map<String, Refused> refused) {
  static final Applied NOTHING = new Applied(Snapshot.EMPTY, Map.of());
}
