package io.veloflux.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.veloflux.proxy.http.Ticker;
import io.veloflux.proxy.runtime.Identity;
import io.veloflux.proxy.runtime.Listener;
import io.veloflux.proxy.runtime.Router;
import io.veloflux.proxy.tls.TlsAlert.Description;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first handler of a TLS connection: reads the ClientHello, finds listener and certificate,
/// lets the handshake happen, and gives its place to the protocol inside.
///
/// Event loop only.
public final class TlsDoor extends ChannelInboundHandlerAdapter implements Ticker.Timed {
  /// Makes the handler for what is inside.
  public interface Inside {
    /// @param listener name of the one that the server name chose
    /// @param protocol agreed on, or `""` if the client named none
    ChannelHandler begin(String listener, String protocol);
  }

  private static final Logger log = LoggerFactory.getLogger(TlsDoor.class);

  /// For the ClientHello, and again for the rest of the handshake.
  private static final long PATIENCE_MILLIS = 5_000;

  private final Ticker ticker;
  private final Supplier<@Nullable Router> router;
  private final LongAdder failures;
  private final Inside inside;
  private final HelloReader reader = new HelloReader();

  private Ticker.@Nullable Entry timed;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf pending;
  private @Nullable SslHandler tls;
  private String listener = "";
  private long deadline;
  private boolean over;

  /// @param router of the port, asked once the server name is known
  /// @param failures counts handshakes that came to nothing
  public TlsDoor(
      Ticker ticker, Supplier<@Nullable Router> router, LongAdder failures, Inside inside) {
    this.ticker = ticker;
    this.router = router;
    this.failures = failures;
    this.inside = inside;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    timed = ticker.add(this);
    deadline = ticker.deadline(PATIENCE_MILLIS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (over || tls != null) {
      bytes.release(); // nothing is said inside TLS before the handshake is done
      return;
    }
    ByteBuf before = pending;
    ByteBuf all =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, bytes);
    pending = all;
    try {
      ClientHello hello = reader.read(all);
      if (hello != null) shakeHands(ctx, hello, all);
    } catch (TlsAlert alert) {
      refuse(ctx, alert);
    }
  }

  private void shakeHands(ChannelHandlerContext ctx, ClientHello hello, ByteBuf all)
      throws TlsAlert {
    SslHandler handler = answer(hello).handler(ctx.alloc());
    handler.setHandshakeTimeoutMillis(0); // this one has a deadline of its own
    tls = handler;
    deadline = ticker.deadline(PATIENCE_MILLIS);
    pending = null;
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addFirst(handler);
    pipeline.fireChannelRead(all);
  }

  private ServedIdentity answer(ClientHello hello) throws TlsAlert {
    if (!hello.protocols().isEmpty()
        && Collections.disjoint(hello.protocols(), Contexts.PROTOCOLS)) {
      throw new TlsAlert(
          Description.NO_APPLICATION_PROTOCOL,
          "speaks only " + hello.protocols().size() + " others");
    }
    String name = hello.serverName().toLowerCase(Locale.ROOT);
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    Router current = router.get();
    Listener chosen = current == null ? null : current.listener(bytes, 0, bytes.length);
    if (chosen == null) {
      throw new TlsAlert(Description.UNRECOGNIZED_NAME, "no listener has that server name");
    }
    Identity identity = Choice.of(chosen.identities(), name, hello);
    if (!(identity
        instanceof ServedIdentity served)) { // there is no other kind, but there may be none
      throw new TlsAlert(
          Description.UNRECOGNIZED_NAME, "no certificate is there for " + chosen.name());
    }
    listener = chosen.name();
    return served;
  }

  private void refuse(ChannelHandlerContext ctx, TlsAlert alert) {
    log.debug(
        "refused the handshake of {} with {}: {}",
        ctx.channel().remoteAddress(),
        alert.description(),
        alert.getMessage());
    failed();
    var _ = ctx.writeAndFlush(alert.bytes()).addListener(ChannelFutureListener.CLOSE);
  }

  private void failed() {
    if (over) return;
    over = true;
    failures.increment();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    SslHandler handler = tls;
    if (event instanceof SslHandshakeCompletionEvent done && handler != null) {
      if (done.isSuccess()) {
        over = true;
        String protocol = handler.applicationProtocol();
        ctx.pipeline()
            .replace(this, null, inside.begin(listener, protocol == null ? "" : protocol));
      } else {
        log.debug("handshake of {} failed", ctx.channel().remoteAddress(), done.cause());
        failed();
        var _ = ctx.close();
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      var _ = ctx.close();
    }
  }

  @Override
  public void tick(long now) {
    if (now < deadline || context == null) return;
    failed();
    var _ = context.channel().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    failed();
    letGo();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    letGo();
  }

  private void letGo() {
    if (timed != null) timed.remove();
    if (pending != null) pending.release();
    pending = null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("connection of {} broke in its handshake", ctx.channel().remoteAddress(), cause);
    failed();
    var _ = ctx.close();
  }
}
