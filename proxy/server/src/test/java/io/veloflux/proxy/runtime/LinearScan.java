package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchCondition;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.Traffic;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What [Router] must answer, written as its contract reads and without any index.
final class LinearScan {
  private LinearScan() {}

  /// @return `LISTENER ROUTE`, or `-`
  static String find(
      Map<String, List<ListenerConfig>> tenants, String method, String host, String path) {
    String name = host.toLowerCase(Locale.ROOT);
    String owner = "";
    int most = -1;
    for (var tenant : tenants.entrySet()) {
      for (ListenerConfig listener : tenant.getValue()) {
        for (HostConfig its : hosts(listener)) {
          if (covers(its.hostname(), name) && specificity(its.hostname()) > most) {
            most = specificity(its.hostname());
            owner = tenant.getKey();
          }
        }
      }
    }
    if (owner.isEmpty()) return "-";
    ListenerConfig best = null;
    for (ListenerConfig listener : tenants.getOrDefault(owner, List.of())) {
      if (!covers(listener.hostname(), name)) continue;
      if (best == null || specificity(listener.hostname()) > specificity(best.hostname()))
        best = listener;
    }
    if (best == null) return "-";
    List<HostConfig> covering =
        hosts(best).stream()
            .filter(its -> covers(its.hostname(), name))
            .sorted(
                Comparator.comparingInt((HostConfig its) -> specificity(its.hostname())).reversed())
            .toList();
    for (HostConfig its : covering) {
      for (MatchConfig match : its.matches()) {
        if (holds(match, method, path)) return best.name() + " " + match.route();
      }
    }
    return "-";
  }

  private static List<HostConfig> hosts(ListenerConfig listener) {
    return ((Traffic.Http) listener.traffic()).hosts();
  }

  private static boolean covers(String pattern, String name) {
    if (pattern.isEmpty()) return true;
    if (!pattern.startsWith("*.")) return pattern.equals(name);
    String end = pattern.substring(1);
    return name.endsWith(end) && name.length() > end.length();
  }

  private static int specificity(String pattern) {
    if (pattern.isEmpty()) return 0;
    return pattern.startsWith("*.") ? pattern.length() : 1_000;
  }

  private static boolean holds(MatchConfig match, String method, String path) {
    for (MatchCondition condition : match.conditions()) {
      boolean holds =
          switch (condition) {
            case MatchCondition.Method(String name) -> name.equals(method);
          };
      if (!holds) return false;
    }
    return switch (match.path()) {
      case PathMatch.Exact(String exact) -> path.equals(exact);
      case PathMatch.Prefix(String prefix) -> {
        String whole = prefix.replaceAll("/+$", "");
        yield whole.isEmpty() || path.equals(whole) || path.startsWith(whole + "/");
      }
    };
  }
}
