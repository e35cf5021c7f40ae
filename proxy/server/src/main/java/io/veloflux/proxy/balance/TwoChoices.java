package io.veloflux.proxy.balance;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The less loaded of two drawn at random ("power of two choices").
///
/// - Proxies that do not know of each other and measure the same do not all choose the same one.
/// - Where the draws meet none that takes the request, all are looked at.
/// - Source: Mitzenmacher, The Power of Two Choices, IEEE TPDS 12(10), 2001.
public final class TwoChoices implements Algorithm {
  private static final int DRAWS = 4;

  private final LoadMetric load;
  private final Draws draws;

  public TwoChoices(LoadMetric load, RandomGenerator random) {
    this.load = load;
    this.draws = new Draws(random);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    return (tried, _) -> pick(candidates, tried);
  }

  private <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried) {
    int n = candidates.size();
    if (n == 0) return null;
    for (int draw = 0; n > 1 && draw < DRAWS; draw++) {
      long bits = draws.next();
      int first = Draws.below(n, (int) bits);
      int second = Draws.below(n - 1, (int) (bits >>> 32));
      if (second >= first) second++; // every pair is equally likely
      C one = candidates.get(first);
      C other = candidates.get(second);
      boolean oneTakes = one.takes(tried);
      if (oneTakes && other.takes(tried)) return load.of(one) <= load.of(other) ? one : other;
      if (oneTakes) return one;
      if (other.takes(tried)) return other;
    }
    return leastOfAll(candidates, tried, Draws.below(n, (int) draws.next()));
  }

  private <C extends Candidate> @Nullable C leastOfAll(
      List<C> candidates, Set<?> tried, int start) {
    C best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < candidates.size(); i++) {
      C candidate = candidates.get((start + i) % candidates.size());
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
