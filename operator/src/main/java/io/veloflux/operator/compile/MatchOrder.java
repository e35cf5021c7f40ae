package io.veloflux.operator.compile;

import io.veloflux.proxy.config.MatchCondition;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import java.util.Comparator;
import java.util.List;

/// The order in which the matches of one host are tried. The first difference decides:
///
/// 1. the hostname as the route has it: exact, then longer wildcards, then any. It only differs
///    when the listener's own hostname is narrower than those of two routes
/// 2. exact paths before prefixes, longer prefixes before shorter ones
/// 3. those with a method before those without
/// 4. the older route, then `namespace/name`
///
/// Source: Gateway API, `HTTPRouteRule.matches`.
final class MatchOrder {
  /// @param original the hostname as the route has it
  record Entry(String original, MatchConfig match, Age route) {}

  private static final Comparator<Entry> ORDER =
      Comparator.comparingInt((Entry e) -> Hostnames.breadth(e.original))
          .thenComparingInt(e -> pathRank(e.match.path()))
          .thenComparingInt(e -> e.match.conditions().isEmpty() ? 1 : 0)
          .thenComparing(Entry::route)
          .thenComparing(e -> pathText(e.match.path()))
          .thenComparing(e -> method(e.match));

  private MatchOrder() {}

  static List<MatchConfig> sort(List<Entry> entries) {
    if (entries.size() == 1) return List.of(entries.getFirst().match);
    return entries.stream().sorted(ORDER).map(Entry::match).toList();
  }

  /// Exact paths of different text never meet, so their length says nothing.
  private static int pathRank(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact _ -> Integer.MIN_VALUE;
      case PathMatch.Prefix prefix -> -prefix.path().length();
    };
  }

  private static String pathText(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact exact -> exact.path();
      case PathMatch.Prefix prefix -> prefix.path();
    };
  }

  private static String method(MatchConfig match) {
    return match.conditions().isEmpty()
        ? ""
        : switch (match.conditions().getFirst()) {
          case MatchCondition.Method method -> method.name();
        };
  }
}
