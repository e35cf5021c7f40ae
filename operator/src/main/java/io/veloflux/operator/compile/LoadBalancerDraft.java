package io.veloflux.operator.compile;

import java.util.List;

/// One LoadBalancer while it is compiled.
///
/// @param isDefault its listeners share the fleet's ports with other tenants, by hostname
/// @param listeners in the order of the spec
record LoadBalancerDraft(
    Age age, boolean isDefault, Judgement judgement, List<ListenerDraft> listeners) {
  Verdict verdict() {
    for (ListenerDraft listener : listeners) judgement.listener(listener.verdict());
    return judgement.verdict();
  }
}
