package io.veloflux.proxy.listener;

import io.netty.util.ResourceLeakDetector;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.Admission;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ListenerConfig.ClientAddress;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.RouteConfig.Retry;
import io.veloflux.proxy.config.RouteConfig.Timeouts;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.source.Offer;
import io.veloflux.proxy.telemetry.ExchangeRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A real [HttpServer] on a loopback port, with one tenant: `shop.example.com`, `*.example.org` and
/// `127.0.0.1` lead to a pool of the given backends; `/denied` is denied with 413, the pool of
/// `/missing` is missing.
final class ProxyUnderTest implements AutoCloseable {
  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  /// What differs from the usual.
  record Setup(
      int eventLoops,
      Timeouts timeouts,
      ListenerLimits limits,
      List<String> trustedProxies,
      long idleMillis,
      PoolConfig.Algorithm algorithm,
      @Nullable Retry retry) {
    static final Setup USUAL =
        new Setup(
            1,
            new Timeouts(60_000, 60_000, 60_000),
            ListenerLimits.DEFAULT,
            List.of(),
            30_000,
            PoolConfig.Algorithm.ROUND_ROBIN,
            null);

    Setup withEventLoops(int its) {
      return new Setup(its, timeouts, limits, trustedProxies, idleMillis, algorithm, retry);
    }

    Setup withTimeouts(long request, long attempt, long idle) {
      Timeouts its = new Timeouts(request, attempt, idle);
      return new Setup(eventLoops, its, limits, trustedProxies, idleMillis, algorithm, retry);
    }

    Setup withLimits(long headerMillis, long idleMillis) {
      ListenerLimits its = new ListenerLimits(headerMillis, idleMillis, 0);
      return new Setup(
          eventLoops, timeouts, its, trustedProxies, this.idleMillis, algorithm, retry);
    }

    Setup withTrustedProxies(String... cidrs) {
      return new Setup(eventLoops, timeouts, limits, List.of(cidrs), idleMillis, algorithm, retry);
    }

    Setup withUpstreamIdle(long millis) {
      return new Setup(eventLoops, timeouts, limits, trustedProxies, millis, algorithm, retry);
    }

    Setup withRetry(int attempts, Integer... statuses) {
      Retry its = new Retry(attempts, List.of(statuses));
      return new Setup(eventLoops, timeouts, limits, trustedProxies, idleMillis, algorithm, its);
    }

    Setup withAlgorithm(PoolConfig.Algorithm its) {
      return new Setup(eventLoops, timeouts, limits, trustedProxies, idleMillis, its, retry);
    }
  }

  private static final String TENANT = "acme";

  private final Setup setup;
  private final HttpServer server;
  private final Applier applier;
  private final List<ExchangeRecord> records = new CopyOnWriteArrayList<>();
  private int port;

  ProxyUnderTest(Setup setup, Backend... backends) throws IOException {
    this(setup, Transport.best(), Arrays.stream(backends).mapToInt(Backend::port).toArray());
  }

  ProxyUnderTest(Setup setup, Transport transport, int... backendPorts) throws IOException {
    this.setup = setup;
    ServerSettings settings =
        new ServerSettings(InetAddress.getLoopbackAddress(), setup.eventLoops, Duration.ZERO);
    Applier[] snapshots = new Applier[1]; // server and applier need each other
    this.server = new HttpServer(settings, transport, () -> snapshots[0].current(), records::add);
    this.applier = new Applier(server, _ -> {}, new SplittableRandom(1));
    snapshots[0] = applier;
    for (int attempt = 0; attempt < 10 && port == 0; attempt++) {
      int free = freePort(); // somebody else may be faster
      if (apply(free, backendPorts).refused().isEmpty()) port = free;
    }
    if (port == 0) throw new IOException("no free port");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Serves these backends from now on.
  void changeBackends(int... backendPorts) {
    apply(port, backendPorts);
  }

  void changeEndpoints(EndpointConfig... endpoints) {
    apply(port, List.of(endpoints));
  }

  /// Requests of the pool that wait for an endpoint.
  int waiting() {
    return Objects.requireNonNull(applier.current().tenants().get(TENANT))
        .pools()
        .values()
        .iterator()
        .next()
        .line()
        .size();
  }

  void withdraw() {
    applier.apply(Map.of(TENANT, new Offer.Gone()));
  }

  private Applied apply(int port, int... backendPorts) {
    return apply(port, Arrays.stream(backendPorts).mapToObj(ProxyUnderTest::endpoint).toList());
  }

  private Applied apply(int port, List<EndpointConfig> endpoints) {
    ProxyConfig config = config(port, endpoints);
    return applier.apply(
        Map.of(TENANT, new Offer.Config(String.valueOf(config.hashCode()), config)));
  }

  private ProxyConfig config(int port, List<EndpointConfig> endpoints) {
    PoolConfig pool =
        new PoolConfig("pool/acme/shop", setup.algorithm, null, 2_000, setup.idleMillis, endpoints);
    RouteConfig route = route("shop", new Action.Forward(pool.id()));
    RouteConfig missing = route("missing", new Action.Reject(500, "PoolNotFound", ""));
    RouteConfig denied =
        new RouteConfig(
            "route/acme/denied",
            route.targets(),
            List.of(new Admission.Deny(413, "BodyTooLarge")),
            setup.timeouts);
    List<MatchConfig> matches =
        List.of(
            new MatchConfig(new PathMatch.Prefix("/denied"), List.of(), denied.id()),
            new MatchConfig(new PathMatch.Prefix("/missing"), List.of(), missing.id()),
            new MatchConfig(PathMatch.ANY, List.of(), route.id()));
    ListenerConfig listener =
        new ListenerConfig(
            "loadbalancer/acme/default/http",
            port,
            80,
            "",
            new Security.Cleartext(),
            new Traffic.Http(
                Stream.of("127.0.0.1", "shop.example.com", "*.example.org")
                    .map(host -> new HostConfig(host, matches))
                    .toList()),
            setup.limits,
            new ClientAddress(setup.trustedProxies));
    return new ProxyConfig(
        1, TENANT, List.of(listener), List.of(route, missing, denied), List.of(pool));
  }

  private RouteConfig route(String name, Action action) {
    return new RouteConfig(
        "route/acme/" + name,
        List.of(new RouteConfig.Target(1, action)),
        List.of(),
        setup.timeouts,
        setup.retry);
  }

  private static EndpointConfig endpoint(int port) {
    return new EndpointConfig("b" + port, "127.0.0.1", port, 1, EndpointConfig.State.READY);
  }

  HttpServer server() {
    return server;
  }

  Wire connect() throws IOException {
    return Wire.connect(port);
  }

  int port() {
    return port;
  }

  /// Waits until that many exchanges were logged and returns the last of them.
  ExchangeRecord logged(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> records.size() >= count);
    return records.get(count - 1);
  }

  @Override
  public void close() {
    server.close();
  }
}
