package io.veloflux.proxy.balance;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which of its candidates takes the next request. Any thread may call it; no allocation.
public interface Picker<C extends Candidate> {
  /// @param tried endpoints that must not be picked again
  /// @param key of the request, by [Algorithm#keyOf]; others ignore it
  /// @return `null` when none takes it
  @Nullable C pick(Set<?> tried, long key);
}
