package io.veloflux.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.veloflux.proxy.http.HeadReader;
import io.veloflux.proxy.http.Ticker;
import io.veloflux.proxy.http.Upstream;
import io.veloflux.proxy.http.Upstreams;
import io.veloflux.proxy.runtime.Endpoint;
import io.veloflux.proxy.runtime.Pool;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to backends that serve no attempt now. The last one used is
/// the next one used, so that what is not needed grows old and is closed.
///
/// The key is the [Endpoint] itself: it belongs to one pool of one tenant, so no tenant ever gets a
/// connection that another one had used. Its event loop only.
public final class ConnectionPool implements Upstreams, Ticker.Timed {
  private static final int MAX_IDLE = 256; // for each endpoint

  /// Connections live on after a failed write: the response may have arrived before the backend
  /// closed.
  private static final boolean CLOSE_ON_FAILED_WRITE = false;

  private final EventLoop loop;
  private final Ticker ticker;
  private final Class<? extends SocketChannel> channelType;
  private final WriteBufferWaterMark watermark;
  private final HeadReader heads = new HeadReader();
  private final Map<Endpoint, Deque<Http1Upstream>> idle = new HashMap<>();

  public ConnectionPool(
      EventLoop loop,
      Ticker ticker,
      Class<? extends SocketChannel> channelType,
      WriteBufferWaterMark watermark) {
    this.loop = loop;
    this.ticker = ticker;
    this.channelType = channelType;
    this.watermark = watermark;
    Ticker.Entry _ = ticker.add(this);
  }

  /// Reads heads of responses.
  HeadReader heads() {
    return heads;
  }

  @Override
  public Upstream open(Pool pool, Endpoint endpoint, boolean fresh, Upstream.Attempt attempt) {
    Http1Upstream kept = fresh ? null : take(endpoint);
    Http1Upstream opened = kept == null ? connect(pool, endpoint) : kept;
    opened.serve(attempt);
    return opened;
  }

  private @Nullable Http1Upstream take(Endpoint endpoint) {
    Deque<Http1Upstream> kept = idle.get(endpoint);
    if (kept == null) return null;
    for (Http1Upstream next = kept.pollLast(); next != null; next = kept.pollLast()) {
      if (next.isUsable()) return next;
      next.close();
    }
    return null;
  }

  private Http1Upstream connect(Pool pool, Endpoint endpoint) {
    InetSocketAddress address = endpoint.address();
    Http1Upstream upstream = new Http1Upstream(this, endpoint, address, pool.idleMillis());
    if (address == null) { // it was lost since the endpoint was picked
      upstream.connecting(loop.newFailedFuture(new UnresolvedAddressException()), loop);
      return upstream;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelType)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) pool.connectMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_CLOSE, CLOSE_ON_FAILED_WRITE)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, watermark)
            .handler(upstream);
    upstream.connecting(bootstrap.connect(address), loop);
    return upstream;
  }

  /// Keeps it for another attempt.
  void keep(Http1Upstream upstream) {
    Deque<Http1Upstream> kept = idle.computeIfAbsent(upstream.endpoint(), _ -> new ArrayDeque<>());
    if (kept.size() >= MAX_IDLE) {
      upstream.close();
      return;
    }
    upstream.idleUntil(ticker.deadline(upstream.idleMillis()));
    kept.addLast(upstream);
  }

  /// It closed.
  void forget(Http1Upstream upstream) {
    Deque<Http1Upstream> kept = idle.get(upstream.endpoint());
    if (kept == null) return;
    kept.remove(upstream);
    if (kept.isEmpty()) idle.remove(upstream.endpoint());
  }

  @Override
  public void tick(long now) {
    List<Http1Upstream> old = new ArrayList<>(0);
    for (Deque<Http1Upstream> kept : idle.values()) {
      for (Http1Upstream upstream : kept) {
        if (upstream.isLate(now) || !upstream.isUsable()) old.add(upstream);
      }
    }
    old.forEach(Http1Upstream::close);
  }
}
