package io.veloflux.operator.compile;

import io.veloflux.crd.Route;
import io.veloflux.crd.Route.RouteRetry;
import io.veloflux.crd.Route.RouteTimeouts;
import io.veloflux.crd.Route.WeightedPool;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.MatchCondition;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.RouteConfig.Retry;
import io.veloflux.proxy.config.RouteConfig.Target;
import io.veloflux.proxy.config.RouteConfig.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one Route by itself: what it matches and where it sends, whether that exists or not.
///
/// @param hostnames as the user has them, each once; any host is [Hostnames#ANY]
/// @param config targets are not resolved yet
record RouteReading(List<String> hostnames, List<MatchConfig> matches, RouteConfig config) {
  static final int MAX_HOSTNAMES = 16;

  /// Read once: most routes give none, and reading durations was half of a compilation.
  private static final Timeouts DEFAULT_TIMEOUTS =
      read(new Reading(), new RouteTimeouts(null, null, null));

  static final int MAX_PATHS = 16;
  static final int MAX_METHODS = 9;
  static final int MAX_POOLS = 16;
  static final int MAX_WEIGHT = 1_000_000;
  static final int MAX_RETRIES = 10;
  static final int MAX_CODES = 16;

  /// @param reading tells afterwards whether the result may be used
  static RouteReading read(
      Reading reading, String id, String namespace, Route.@Nullable Spec spec) {
    if (spec == null) {
      reading.wrong("spec", "is missing");
      return new RouteReading(
          List.of(), List.of(), new RouteConfig(id, List.of(), List.of(), Timeouts.NONE));
    }
    RouteConfig config =
        new RouteConfig(
            id,
            targets(reading, namespace, spec),
            List.of(),
            timeouts(reading, spec.timeouts()),
            retry(reading, spec.retry()));
    return new RouteReading(
        hostnames(reading, spec.hostnames()), matches(reading, id, spec), config);
  }

  private static List<String> hostnames(Reading reading, @Nullable List<String> given) {
    List<String> hostnames = reading.list("spec.hostnames", given, MAX_HOSTNAMES);
    for (String hostname : hostnames) {
      if (!Hostnames.isValid(hostname)) {
        reading.wrong(
            "spec.hostnames", "has %s, which is no hostname".formatted(Reading.quote(hostname)));
      }
    }
    return hostnames.isEmpty() ? List.of(Hostnames.ANY) : hostnames.stream().distinct().toList();
  }

  /// Each path with each method.
  private static List<MatchConfig> matches(Reading reading, String id, Route.Spec spec) {
    List<MatchConfig> matches = new ArrayList<>();
    List<List<MatchCondition>> methods = methods(reading, spec.methods());
    for (PathMatch path : paths(reading, spec.paths())) {
      for (List<MatchCondition> method : methods) matches.add(new MatchConfig(path, method, id));
    }
    return matches;
  }

  private static List<PathMatch> paths(Reading reading, @Nullable List<Route.Path> given) {
    List<Route.Path> paths = reading.list("spec.paths", given, MAX_PATHS);
    return paths.isEmpty()
        ? List.of(PathMatch.ANY)
        : paths.stream().map(path -> path(reading, path)).distinct().toList();
  }

  private static PathMatch path(Reading reading, Route.Path path) {
    String exact = path.exact();
    String prefix = path.prefix();
    String text = exact == null ? prefix : exact;
    if (text == null || (exact != null && prefix != null)) {
      reading.wrong("spec.paths[]", "must have either exact or prefix");
      return PathMatch.ANY;
    }
    String problem = Paths.problem(text);
    if (!problem.isEmpty())
      reading.wrong("spec.paths", "%s %s".formatted(Reading.quote(text), problem));
    return exact == null ? new PathMatch.Prefix(Paths.prefix(text)) : new PathMatch.Exact(text);
  }

  private static List<List<MatchCondition>> methods(Reading reading, @Nullable List<String> given) {
    List<String> methods = reading.list("spec.methods", given, MAX_METHODS);
    if (methods.isEmpty()) return List.of(List.of());
    for (String method : methods) {
      if (!isMethod(method)) {
        reading.wrong(
            "spec.methods",
            "has %s, which is no method such as GET".formatted(Reading.quote(method)));
      }
    }
    return methods.stream()
        .distinct()
        .map(method -> List.<MatchCondition>of(new MatchCondition.Method(method)))
        .toList();
  }

  private static boolean isMethod(String method) {
    return !method.isEmpty()
        && method.length() <= 16
        && method.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static List<Target> targets(Reading reading, String namespace, Route.Spec spec) {
    List<WeightedPool> pools = reading.list("spec.pools", spec.pools(), MAX_POOLS);
    String pool = spec.pool();
    if ((pool == null) == pools.isEmpty()) {
      reading.wrong("spec", "must have either pool, or pools with weights");
      return List.of();
    }
    if (pool != null) return List.of(new Target(WeightedPool.WEIGHT, forward(namespace, pool)));
    Set<String> names = new HashSet<>();
    List<Target> targets = new ArrayList<>();
    for (WeightedPool weighted : pools) {
      String name = reading.required("spec.pools[].name", weighted.name());
      if (!names.add(name))
        reading.wrong("spec.pools", "names %s twice".formatted(Reading.quote(name)));
      int weight =
          reading.number(
              "spec.pools[].weight", weighted.weight(), WeightedPool.WEIGHT, 0, MAX_WEIGHT);
      targets.add(new Target(weight, forward(namespace, name)));
    }
    return targets;
  }

  private static Action forward(String namespace, String pool) {
    return new Action.Forward(PoolDraft.id(namespace, pool));
  }

  private static Timeouts timeouts(Reading reading, @Nullable RouteTimeouts given) {
    return given == null ? DEFAULT_TIMEOUTS : read(reading, given);
  }

  private static Timeouts read(Reading reading, RouteTimeouts timeouts) {
    return new Timeouts(
        millis(reading, "request", timeouts.request(), "0s"),
        millis(reading, "backendRequest", timeouts.backendRequest(), RouteTimeouts.BACKEND_REQUEST),
        millis(reading, "idle", timeouts.idle(), RouteTimeouts.IDLE));
  }

  private static @Nullable Retry retry(Reading reading, @Nullable RouteRetry given) {
    if (given == null) return null;
    int attempts =
        reading.number(
            "spec.retry.attempts", given.attempts(), RouteRetry.ATTEMPTS, 0, MAX_RETRIES);
    List<Integer> codes = reading.list("spec.retry.codes", given.codes(), MAX_CODES);
    for (int code : codes) reading.number("spec.retry.codes", code, code, 400, 599);
    return new Retry(
        attempts, codes.isEmpty() ? RouteRetry.CODES : codes.stream().distinct().sorted().toList());
  }

  private static long millis(
      Reading reading, String name, @Nullable String text, String otherwise) {
    return reading.millis("spec.timeouts." + name, text, otherwise, Duration.ZERO, Reading.LONGEST);
  }
}
