package io.veloflux.proxy.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Turns by weight from a list that is written down once, when the pool changes.
///
/// - What [SmoothWeighted] works out at each turn is here read from the list, without a lock and
///   whatever the number of endpoints; one that comes back finds its turns where they were.
/// - The turns of one that does not take requests are skipped, so that they fall to all others in
///   proportion.
/// - Starts at random, and goes on from there in the next list.
public final class StaticTurns implements Algorithm {
  /// Weights are rounded where an exact list would be longer.
  private static final int MOST_TURNS = 4_096;

  private final AtomicInteger turn;

  public StaticTurns(RandomGenerator random) {
    turn = new AtomicInteger(random.nextInt());
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    List<C> turns = turns(candidates);
    return (tried, _) -> pick(candidates, turns, tried);
  }

  private <C extends Candidate> @Nullable C pick(List<C> candidates, List<C> turns, Set<?> tried) {
    if (turns.isEmpty()) return null;
    for (int i = 0; i < candidates.size(); i++) {
      C next = turns.get(Integer.remainderUnsigned(turn.getAndIncrement(), turns.size()));
      if (next.takes(tried)) return next;
    }
    for (C candidate : candidates) {
      if (candidate.takes(tried)) return candidate;
    }
    return null;
  }

  private static <C extends Candidate> List<C> turns(List<C> candidates) {
    int[] weights = weights(candidates);
    int sum = 0;
    for (int weight : weights) sum += weight;
    long[] owed = new long[weights.length];
    List<C> turns = new ArrayList<>(sum);
    for (int turn = 0; turn < sum; turn++) {
      int best = 0;
      for (int i = 0; i < weights.length; i++) {
        owed[i] += weights[i];
        if (owed[i] > owed[best]) best = i;
      }
      owed[best] -= sum;
      turns.add(candidates.get(best));
    }
    return List.copyOf(turns);
  }

  /// As small as they can be.
  private static int[] weights(List<? extends Candidate> candidates) {
    int divisor = 0;
    long sum = 0;
    for (Candidate candidate : candidates) {
      divisor = greatestCommonDivisor(candidate.weight(), divisor);
      sum += candidate.weight();
    }
    double scale = Math.min(1.0 / Math.max(divisor, 1), (double) MOST_TURNS / Math.max(sum, 1));
    return candidates.stream()
        .mapToInt(candidate -> (int) Math.max(1, Math.round(candidate.weight() * scale)))
        .toArray();
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
