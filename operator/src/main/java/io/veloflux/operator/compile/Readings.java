package io.veloflux.operator.compile;

import io.veloflux.crd.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// What each Route of a tenant says by itself, remembered from one compilation to the next: a Route
/// that is still the same object is not read again. It changes nothing of the result, which the
/// objects alone decide; they must not be altered after they were handed in.
///
/// Any thread may use it.
public final class Readings {
  /// @param reading tells whether `said` may be used
  record Read(Route route, Age age, String id, Reading reading, RouteReading said) {
    static Read of(Route route) {
      Age age = Age.of(route);
      String id = "route/" + age.namespace() + "/" + age.name();
      Reading reading = new Reading();
      return new Read(
          route,
          age,
          id,
          reading,
          RouteReading.read(reading, id, age.namespace(), route.getSpec()));
    }
  }

  private static final Comparator<Read> BY_NAME =
      Comparator.comparing((Read read) -> read.age.namespace())
          .thenComparing(read -> read.age.name());

  private List<Read> last = List.of();

  /// By namespace and name; without those that have no name, of which nothing can be said.
  synchronized List<Read> of(List<Route> routes) {
    Set<Route> unread = Collections.newSetFromMap(new IdentityHashMap<>(routes.size()));
    unread.addAll(Age.named(routes));
    List<Read> all = new ArrayList<>(unread.size());
    for (Read read : last) if (unread.remove(read.route)) all.add(read);
    for (Route route : unread) all.add(Read.of(route));
    all.sort(BY_NAME); // most are in order already
    last = List.copyOf(all);
    return last;
  }
}
