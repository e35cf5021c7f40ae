package io.veloflux.proxy.balance;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everyone in turn, whatever the weights.
///
/// - Starts at random: several proxies, or one that restarts, do not all begin with the first
///   endpoint.
/// - Turns are dealt among those that take the request, so that the neighbour of an unhealthy
///   endpoint does not get its share on top of the own.
public final class RoundRobin implements Algorithm {
  private final AtomicInteger turn;

  public RoundRobin(RandomGenerator random) {
    turn = new AtomicInteger(random.nextInt());
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    return (tried, _) -> pick(candidates, tried);
  }

  private <C extends Candidate> @Nullable C pick(List<C> candidates, Set<?> tried) {
    int taking = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).takes(tried)) taking++;
    }
    if (taking == 0) return null;
    int skip = Integer.remainderUnsigned(turn.getAndIncrement(), taking);
    C last = null;
    for (int i = 0; i < candidates.size(); i++) {
      C candidate = candidates.get(i);
      if (!candidate.takes(tried)) continue;
      last = candidate;
      if (skip-- == 0) return candidate;
    }
    return last; // health changed between the two loops
  }
}
