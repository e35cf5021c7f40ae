package io.veloflux.proxy.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.veloflux.proxy.drain.Drain;
import io.veloflux.proxy.http.HeadReader;
import io.veloflux.proxy.http.Http1Downstream;
import io.veloflux.proxy.http.Loop;
import io.veloflux.proxy.http.RequestIds;
import io.veloflux.proxy.http.Ticker;
import io.veloflux.proxy.runtime.Router;
import io.veloflux.proxy.runtime.Snapshots;
import io.veloflux.proxy.runtime.Sockets;
import io.veloflux.proxy.telemetry.ExchangeLog;
import io.veloflux.proxy.tls.TlsDoor;
import io.veloflux.proxy.upstream.ConnectionPool;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves HTTP to clients: opens sockets as they are wanted, and serves on them what the current
/// snapshot says.
///
/// A port stays open through any number of snapshots and is closed when none of its listeners is
/// left. Not to be called on an event loop.
public final class HttpServer implements Sockets, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final int BACKLOG = 4_096;

  /// How much may wait for a slow reader before the sender is paused, and from when on it goes on.
  private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(65_536, 262_144);

  private final ServerSettings settings;
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup loops;
  private final Map<EventExecutor, Loop> parts;
  private final Map<Integer, Channel> sockets = new ConcurrentHashMap<>();
  private final Drain drain = new Drain();
  private final LongAdder failedHandshakes = new LongAdder();

  /// Listens on nothing yet.
  ///
  /// @param log called on event loops
  public HttpServer(ServerSettings settings, Snapshots snapshots, ExchangeLog log) {
    this(settings, Transport.best(), snapshots, log);
  }

  HttpServer(ServerSettings settings, Transport transport, Snapshots snapshots, ExchangeLog log) {
    this.settings = settings;
    this.transport = transport;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops(), new DefaultThreadFactory("proxy"), transport.handlers());
    SplittableRandom random = new SplittableRandom();
    this.parts =
        StreamSupport.stream(loops.spliterator(), false)
            .map(EventLoop.class::cast)
            .collect(
                Collectors.toMap(
                    loop -> loop, loop -> parts(loop, snapshots, log, random.split())));
  }

  private Loop parts(
      EventLoop loop, Snapshots snapshots, ExchangeLog log, SplittableRandom random) {
    Ticker ticker = Ticker.on(loop);
    return new Loop(
        loop,
        ByteBufAllocator.DEFAULT,
        ticker,
        new HeadReader(),
        new RequestIds(random),
        new ConnectionPool(loop, ticker, transport.clientType(), WATERMARK),
        snapshots,
        log,
        drain);
  }

  @Override
  public Map<Integer, String> open(Set<Integer> bindPorts) {
    Map<Integer, String> failed = new TreeMap<>();
    for (int port : bindPorts) {
      if (!sockets.containsKey(port)) open(port, failed);
    }
    return failed;
  }

  private ChannelHandler first(Loop loop, Channel connection, int port) {
    Router router = loop.snapshots().current().router(port);
    if (router == null || !router.isSecure())
      return new Http1Downstream(loop, connection, port, "");
    drain.add(connection);
    return new TlsDoor(
        loop.ticker(),
        () -> loop.snapshots().current().router(port),
        failedHandshakes,
        (listener, _) -> new Http1Downstream(loop, connection, port, listener));
  }

  private void open(int port, Map<Integer, String> failed) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    Loop loop = Objects.requireNonNull(parts.get(connection.eventLoop()));
                    connection.pipeline().addLast(first(loop, connection, port));
                  }
                })
            .bind(settings.bindAddress(), port)
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      sockets.put(port, bound.channel());
      LOG.info("listening on {} ({})", bound.channel().localAddress(), transport.name());
    } else {
      failed.put(port, "port %d: %s".formatted(port, bound.cause().getMessage()));
    }
  }

  @Override
  public void closeAllBut(Set<Integer> bindPorts) {
    for (int port : Set.copyOf(sockets.keySet())) {
      Channel unwanted = bindPorts.contains(port) ? null : sockets.remove(port);
      if (unwanted == null) continue;
      unwanted.close().awaitUninterruptibly();
      LOG.info("no longer listening on port {}", port);
    }
  }

  /// Open connections of clients.
  public int connections() {
    return drain.connections();
  }

  /// TLS handshakes that came to nothing, since the start.
  public long failedHandshakes() {
    return failedHandshakes.sum();
  }

  /// Stops without losing a request: from now on each response ends its connection; after
  /// [ServerSettings#acceptWhileDraining] no new connections; then waits until the last one is
  /// closed.
  ///
  /// @return whether all were done in time; the others are still served until [#close]
  public boolean drain(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    drain.begin();
    if (settings.acceptWhileDraining().isPositive()) Thread.sleep(settings.acceptWhileDraining());
    closeAllBut(Set.of());
    return drain.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  /// At once.
  @Override
  public void close() {
    closeAllBut(Set.of());
    drain.closeAll();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
