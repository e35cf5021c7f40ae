package io.veloflux.proxy.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Requests of one key go to one endpoint, in every proxy alike, and stay there when others come
/// and go.
///
/// - A ring: each candidate has points on it in proportion to its weight, and a key belongs to the
///   next point. Without one of n candidates only its own keys move, about 1/n, and to all others.
/// - When the owner does not take a request the key is hashed again, so that the keys of one that
///   is down spread over the others; they return with it.
/// - A ring and not Maglev's table: a table must have one size for ever, or all keys move when it
///   grows, and one that is large enough for the largest pool costs each small one 128 KiB. A
///   look-up costs some tens of nanoseconds in either.
/// - With 512 points for the heaviest one, shares are within about 5 % of the weights.
/// - Source: Karger and others, Consistent Hashing and Random Trees, STOC 1997.
public final class ConsistentHash implements Algorithm {
  private static final int POINTS = 512;
  private static final int OWNER_BITS = 16;
  private static final long OWNER = (1 << OWNER_BITS) - 1;
  private static final int MOST_OWNERS = 1 << OWNER_BITS;

  /// How often a key is hashed again before any one that takes the request will do.
  private static final int PROBES = 8;

  private static final long STEP = 0x9E3779B97F4A7C15L; // any odd number

  private final RequestKey.Of keyOf;

  public ConsistentHash(RequestKey.Of keyOf) {
    this.keyOf = keyOf;
  }

  @Override
  public RequestKey.Of keyOf() {
    return keyOf;
  }

  @Override
  public <C extends Candidate> Picker<C> over(List<C> candidates) {
    return new Ring<>(candidates);
  }

  private static final class Ring<C extends Candidate> implements Picker<C> {
    private final List<C> candidates;

    /// Ascending; the lowest bits say whose it is.
    private final long[] points;

    Ring(List<C> candidates) {
      this.candidates = candidates;
      this.points = points(candidates);
    }

    private static long[] points(List<? extends Candidate> candidates) {
      int owners = Math.min(candidates.size(), MOST_OWNERS);
      int heaviest = candidates.stream().mapToInt(Candidate::weight).max().orElse(1);
      long[] points = new long[owners * POINTS];
      int count = 0;
      for (int owner = 0; owner < owners; owner++) {
        Candidate candidate = candidates.get(owner);
        long name = RequestKey.of(candidate.name());
        int its = Math.max(1, Math.toIntExact((long) POINTS * candidate.weight() / heaviest));
        for (int i = 1; i <= its; i++) {
          points[count++] = (RequestKey.mixed(name + i * STEP) & ~OWNER) | owner;
        }
      }
      long[] sorted = Arrays.copyOf(points, count);
      Arrays.sort(sorted);
      return sorted;
    }

    @Override
    public @Nullable C pick(Set<?> tried, long key) {
      if (points.length == 0) return null;
      long place = key;
      for (int probe = 0; probe < PROBES; probe++) {
        C owner = owner(place);
        if (owner.takes(tried)) return owner;
        place = RequestKey.mixed(place + STEP);
      }
      return anyFrom((int) Long.remainderUnsigned(key, candidates.size()), tried);
    }

    private C owner(long place) {
      int found = Arrays.binarySearch(points, place);
      int next = found >= 0 ? found : -found - 1;
      return candidates.get((int) (points[next < points.length ? next : 0] & OWNER));
    }

    private @Nullable C anyFrom(int start, Set<?> tried) {
      for (int i = 0; i < candidates.size(); i++) {
        C candidate = candidates.get((start + i) % candidates.size());
        if (candidate.takes(tried)) return candidate;
      }
      return null;
    }
  }
}
