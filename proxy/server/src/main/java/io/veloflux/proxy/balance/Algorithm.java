package io.veloflux.proxy.balance;

import java.util.List;

/// How a pool chooses among its endpoints, with what it remembers of earlier choices: lives through
/// any number of snapshots, as long as the pool keeps its algorithm.
///
/// Any thread may call it.
public interface Algorithm {
  /// @param candidates in an order that is the same in every proxy; kept, not copied
  <C extends Candidate> Picker<C> over(List<C> candidates);

  /// What its pickers want to know of a request.
  default RequestKey.Of keyOf() {
    return RequestKey.Of.NOTHING;
  }

  /// Whether it wants to be told how fast endpoints answer ([Candidate#latency]).
  default boolean learns() {
    return false;
  }
}
