package io.veloflux.proxy.balance;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which endpoint takes the next request. Any thread may call it; no allocation.
public interface Picker {
  /// @param candidates in an order that stays the same from call to call
  /// @param tried endpoints that must not be picked again
  /// @return `null` when none takes it
  <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried);
}
