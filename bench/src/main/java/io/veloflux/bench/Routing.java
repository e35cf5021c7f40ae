package io.veloflux.bench;

import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.runtime.RequestView;
import io.veloflux.proxy.runtime.Router;
import io.veloflux.proxy.runtime.Sockets;
import io.veloflux.proxy.source.Offer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The time to find the route of a request, with one and with many routes.
///
/// - `one`: always the same request, so that everything it touches is in the processor's nearest
///   cache.
/// - `spread`: requests to all routes at random, so that with many routes the memory itself is part
///   of it.
final class Routing {
  private static final int PORT = 10080;
  private static final int MANY = 10_000;
  private static final int ROUNDS = 7;
  private static final int CALLS = 2_000_000;

  private Routing() {}

  static void run() {
    Router one = router(1);
    Router many = router(MANY);
    Figures figures = new Figures("routing").put("routes", MANY);
    List<Request> same = List.of(new Request(0));
    List<Request> spread = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 4096; i++) spread.add(new Request(random.nextInt(MANY)));
    nanos(one, same); // warms up
    nanos(many, spread);
    List<Double> few = new ArrayList<>();
    List<Double> lots = new ArrayList<>();
    List<Double> scattered = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      few.add(nanos(one, same));
      lots.add(nanos(many, same));
      scattered.add(nanos(many, spread));
      Figures.say(
          "round %d: %.1f ns with 1 route, %.1f ns with %d, %.1f ns spread over all of them",
          round + 1, few.getLast(), lots.getLast(), MANY, scattered.getLast());
    }
    figures
        .put("nanos@1", Figures.percentile(few, 0.5))
        .put("nanos@" + MANY, Figures.percentile(lots, 0.5))
        .put("nanosSpread@" + MANY, Figures.percentile(scattered, 0.5))
        .print();
  }

  private static double nanos(Router router, List<Request> requests) {
    int mask = requests.size() - 1;
    long found = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      if (router.match(requests.get(i & mask)) != null) found++;
    }
    long nanos = System.nanoTime() - begin;
    if (found != CALLS)
      throw new IllegalStateException("only %d of %d were routed".formatted(found, CALLS));
    return (double) nanos / CALLS;
  }

  private static Router router(int routes) {
    ProxyConfig config = config(routes);
    Applier applier = new Applier(new NoSockets(), endpoints -> {}, new Random(1));
    var applied =
        applier.apply(
            Map.of("bench", new Offer.Config(ConfigCodec.hash(ConfigCodec.write(config)), config)));
    Router router = applied.snapshot().router(PORT);
    if (router == null) throw new IllegalStateException("refused: " + applied.refused());
    return router;
  }

  /// A host for every ten routes, each with ten paths.
  private static ProxyConfig config(int count) {
    List<HostConfig> hosts = new ArrayList<>();
    List<RouteConfig> routes = new ArrayList<>();
    for (int first = 0; first < count; first += 10) {
      List<MatchConfig> matches = new ArrayList<>();
      for (int i = first; i < Math.min(first + 10, count); i++) {
        String id = "route/bench/r" + i;
        matches.add(new MatchConfig(new PathMatch.Prefix(path(i)), List.of(), id));
        routes.add(
            new RouteConfig(
                id,
                List.of(new RouteConfig.Target(1, new Action.Forward("pool/bench/p"))),
                List.of(),
                RouteConfig.Timeouts.NONE));
      }
      hosts.add(new HostConfig(host(first), matches));
    }
    ListenerConfig listener =
        new ListenerConfig(
            "loadbalancer/bench/default/http",
            PORT,
            80,
            "",
            new Security.Cleartext(),
            new Traffic.Http(hosts),
            ListenerConfig.ListenerLimits.DEFAULT,
            ListenerConfig.ClientAddress.PEER);
    PoolConfig pool =
        new PoolConfig("pool/bench/p", PoolConfig.Algorithm.ROUND_ROBIN, null, 0, 0, List.of());
    return new ProxyConfig(ProxyConfig.SCHEMA, "bench", List.of(listener), routes, List.of(pool));
  }

  private static String host(int route) {
    return "host%d.bench.example.com".formatted(route / 10);
  }

  private static String path(int route) {
    return "/service%d".formatted(route % 10);
  }

  /// The head of a request to one route.
  private static final class Request implements RequestView {
    private final byte[] bytes;
    private final int pathEnd;
    private final int hostStart;

    Request(int route) {
      String path = path(route) + "/items/42";
      String line = "GET " + path + " HTTP/1.1\r\nHost: ";
      bytes = (line + host(route)).getBytes(StandardCharsets.US_ASCII);
      pathEnd = 4 + path.length();
      hostStart = line.length();
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int methodStart() {
      return 0;
    }

    @Override
    public int methodEnd() {
      return 3;
    }

    @Override
    public int hostStart() {
      return hostStart;
    }

    @Override
    public int hostEnd() {
      return bytes.length;
    }

    @Override
    public int pathStart() {
      return 4;
    }

    @Override
    public int pathEnd() {
      return pathEnd;
    }
  }

  private static final class NoSockets implements Sockets {
    @Override
    public Map<Integer, String> open(Set<Integer> bindPorts) {
      return Map.of();
    }

    @Override
    public void closeAllBut(Set<Integer> bindPorts) {}
  }
}
