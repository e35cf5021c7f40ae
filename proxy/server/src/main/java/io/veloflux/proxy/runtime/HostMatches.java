package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.MatchCondition;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The matches of one host, indexed by path. Answers as a scan of the list would: the first match,
/// in its order, whose path and conditions hold.
///
/// - An exact path is one probe; prefixes are one probe for each segment of the path that some
///   prefix could reach. What is found says where in the list it stood, and the earliest wins.
/// - The cost depends on the segments of the path and on the matches that have the very same path,
///   not on how many matches there are.
///
/// Immutable; no allocation to find.
final class HostMatches {
  private static final class Entry {
    /// Place in the list.
    final int order;

    /// The request's must equal all of them; usually none or one.
    final byte[][] methods;

    final RouteMatch match;

    Entry(int order, byte[][] methods, RouteMatch match) {
      this.order = order;
      this.methods = methods;
      this.match = match;
    }

    boolean holds(RequestView request) {
      for (byte[] method : methods) {
        if (!Arrays.equals(
            method,
            0,
            method.length,
            request.bytes(),
            request.methodStart(),
            request.methodEnd())) {
          return false;
        }
      }
      return true;
    }
  }

  private static final Entry[] NONE = {};

  private final HostConfig config;
  private final HostPattern pattern;

  /// In the order of the configuration's.
  private final Route[] routes;

  private final ByteTable<Entry[]> exact;
  private final ByteTable<Entry[]> prefixes;

  /// Of the empty prefix, which every path has.
  private final Entry[] any;

  /// No prefix has more slashes.
  private final int deepest;

  HostMatches(Listener listener, HostConfig host, Map<String, Route> routes) {
    config = host;
    pattern = new HostPattern(host.hostname());
    this.routes = new Route[host.matches().size()];
    Map<String, List<Entry>> byExact = new LinkedHashMap<>();
    Map<String, List<Entry>> byPrefix = new LinkedHashMap<>();
    int order = 0;
    for (MatchConfig match : host.matches()) {
      Route route = routes.get(match.route());
      if (route == null) throw new IllegalArgumentException("no route " + match.route());
      this.routes[order] = route;
      Entry entry =
          new Entry(order++, methods(match.conditions()), new RouteMatch(listener, route));
      switch (match.path()) {
        case PathMatch.Exact(String path) ->
            byExact.computeIfAbsent(path, _ -> new ArrayList<>(1)).add(entry);
        case PathMatch.Prefix(String path) ->
            byPrefix
                .computeIfAbsent(withoutTrailingSlash(path), _ -> new ArrayList<>(1))
                .add(entry);
      }
    }
    List<Entry> everywhere = byPrefix.remove("");
    any = everywhere == null ? NONE : everywhere.toArray(NONE);
    deepest = byPrefix.keySet().stream().mapToInt(HostMatches::slashes).max().orElse(0);
    exact = table(byExact);
    prefixes = table(byPrefix);
  }

  /// Whether it is still right for this configuration with these routes, on the same listener.
  boolean isOf(HostConfig host, Map<String, Route> now) {
    if (!config.equals(host)) return false;
    for (Route route : routes) if (now.get(route.id()) != route) return false;
    return true;
  }

  private static byte[][] methods(List<MatchCondition> conditions) {
    byte[][] methods = new byte[conditions.size()][];
    for (int i = 0; i < methods.length; i++) {
      methods[i] =
          switch (conditions.get(i)) {
            case MatchCondition.Method(String name) -> name.getBytes(StandardCharsets.UTF_8);
          };
    }
    return methods;
  }

  private static ByteTable<Entry[]> table(Map<String, List<Entry>> byPath) {
    List<ByteTable.Entry<Entry[]>> entries = new ArrayList<>(byPath.size());
    byPath.forEach((path, matches) -> {
      byte[] key = path.getBytes(StandardCharsets.UTF_8);
      entries.add(new ByteTable.Entry<>(SeededHash.forwards(key), key, matches.toArray(NONE)));
    });
    return new ByteTable<>(entries);
  }

  private static String withoutTrailingSlash(String prefix) {
    int end = prefix.length();
    while (end > 0 && prefix.charAt(end - 1) == '/') end--;
    return prefix.substring(0, end);
  }

  private static int slashes(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  HostPattern pattern() {
    return pattern;
  }

  @Nullable RouteMatch find(RequestView request) {
    byte[] bytes = request.bytes();
    int start = request.pathStart();
    int end = request.pathEnd();
    Entry best = better(null, any, request);
    long hash = SeededHash.SEED;
    int at = start;
    int slashes = 0;
    int reach =
        Math.min(
            end,
            start + Math.max(prefixes.longest(), exact.longest() >= end - start ? end - start : 0));
    while (at < reach) {
      hash = SeededHash.step(hash, bytes[at++]);
      if (bytes[at - 1] == '/') slashes++;
      boolean segmentEnds = at == end || bytes[at] == '/';
      if (segmentEnds && slashes <= deepest && at - start <= prefixes.longest()) {
        best = better(best, prefixes.get(hash, bytes, start, at), request);
      }
    }
    if (at == end) best = better(best, exact.get(hash, bytes, start, end), request);
    return best == null ? null : best.match;
  }

  private static @Nullable Entry better(
      @Nullable Entry best, Entry @Nullable [] found, RequestView request) {
    if (found == null) return best;
    for (Entry entry : found) {
      if (best != null && best.order < entry.order) return best;
      if (entry.holds(request)) return entry;
    }
    return best;
  }
}
