package io.veloflux.proxy.balance;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Turns in proportion to the weights, spread out: a=5, b=1, c=1 gives `a a b a c a a`, not `a a a
/// a a b c`.
///
/// - Each turn every candidate is credited its weight; the one with most credit is picked and pays
///   the sum.
/// - The credit belongs to the endpoint and survives new snapshots; one that joins starts at 0, so
///   it is not flooded.
/// - Source: nginx, `ngx_http_upstream_get_peer`.
///
/// One short lock for each pool: two event loops never deal the same turn twice.
public final class SmoothWeighted implements Algorithm {
  /// More turns than this are not skipped at the start.
  private static final int START_TURNS = 1_000;

  private int turnsToSkip;

  /// @param random how far the first sequence has gone: proxies do not all begin with the same
  ///   endpoint
  public SmoothWeighted(RandomGenerator random) {
    turnsToSkip = random.nextInt(START_TURNS);
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    return (tried, _) -> pick(candidates, tried);
  }

  private synchronized <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried) {
    for (; turnsToSkip > 0; turnsToSkip--) turn(candidates, tried);
    return turn(candidates, tried);
  }

  private static <C extends Candidate> @Nullable C turn(List<C> candidates, Set<?> tried) {
    C best = null;
    long sum = 0;
    for (int i = 0; i < candidates.size(); i++) {
      C candidate = candidates.get(i);
      if (!candidate.takes(tried)) continue;
      sum += candidate.weight();
      candidate.credit().owed += candidate.weight();
      if (best == null || candidate.credit().owed > best.credit().owed) best = candidate;
    }
    if (best != null) best.credit().owed -= sum;
    return best;
  }
}
