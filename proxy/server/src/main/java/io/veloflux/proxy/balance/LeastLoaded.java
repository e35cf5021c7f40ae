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
/// - Equals have their turns among themselves, from a random start: an idle pool is used evenly,
///   and the neighbour of an unhealthy endpoint does not get its share on top of the own.
public final class LeastLoaded implements Algorithm {
  private final LoadMetric load;
  private final AtomicInteger turn;

  public LeastLoaded(LoadMetric load, RandomGenerator random) {
    this.load = load;
    turn = new AtomicInteger(random.nextInt());
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    return (tried, _) -> pick(candidates, tried);
  }

  private <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried) {
    double least = Double.POSITIVE_INFINITY;
    C first = null;
    int equals = 0;
    for (int i = 0; i < candidates.size(); i++) {
      C candidate = candidates.get(i);
      if (!candidate.takes(tried)) continue;
      double its = load.of(candidate);
      if (its > least) continue;
      if (its < least) {
        least = its;
        first = candidate;
        equals = 0;
      }
      equals++;
    }
    return equals < 2
        ? first
        : among(
            candidates,
            tried,
            least,
            Integer.remainderUnsigned(turn.getAndIncrement(), equals),
            first);
  }

  /// @param skip so many of those that are loaded like this
  /// @param otherwise for when other event loops have changed the loads meanwhile
  private <C extends Candidate> @Nullable C among(
      List<C> candidates, Set<?> tried, double least, int skip, @Nullable C otherwise) {
    int left = skip;
    for (int i = 0; i < candidates.size(); i++) {
      C candidate = candidates.get(i);
      if (candidate.takes(tried) && load.of(candidate) <= least && left-- == 0) return candidate;
    }
    return otherwise;
  }
}
