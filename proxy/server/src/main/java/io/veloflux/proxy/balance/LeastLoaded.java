package io.veloflux.proxy.balance;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The least loaded of all; among equals everyone in turn.
///
/// - Looks at every candidate: the load is our own count and therefore exact, so nothing is gained
///   by looking at two only, and a hundred endpoints cost about a tenth of a microsecond.
/// - Begins to look at another one each time, from a random start: an idle pool is used evenly.
public final class LeastLoaded implements Picker {
  private final LoadMetric load;
  private final AtomicInteger turn;

  public LeastLoaded(LoadMetric load, RandomGenerator random) {
    this.load = load;
    turn = new AtomicInteger(random.nextInt());
  }

  @Override
  public <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried) {
    int n = candidates.size();
    if (n == 0) return null;
    int start = Integer.remainderUnsigned(turn.getAndIncrement(), n);
    C best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      int at = start + i;
      C candidate = candidates.get(at < n ? at : at - n);
      if (!candidate.takes(tried)) continue;
      double its = load.of(candidate);
      if (its < least) {
        least = its;
        best = candidate;
      }
    }
    return best;
  }
}
