package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/// Writing to a connection without a promise for each write: a failure reaches the handler's
/// `exceptionCaught`. Event loop only.
public final class Outbound {
  private Outbound() {}

  /// Does not flush.
  public static void write(Channel channel, ByteBuf bytes) {
    var _ = channel.write(bytes, channel.voidPromise());
  }

  public static void close(Channel channel) {
    var _ = channel.close();
  }

  /// Throws away what was not sent, in the kernel too: for a peer that does not take it.
  public static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    cut(channel);
  }

  /// Closes without the goodbye of TLS (`close_notify`, RFC 8446 §6.1), which would say that all is
  /// complete.
  public static void cut(Channel channel) {
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) close(channel);
    else {
      var _ = tls.close(); // beginning behind it, on the way out
    }
  }

  /// Sends the end of the stream; reading goes on.
  public static void shutdown(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) shutdownSocket(channel);
    else {
      var _ = tls.closeOutbound().addListener(_ -> shutdownSocket(channel));
    }
  }

  private static void shutdownSocket(Channel channel) {
    var _ = ((DuplexChannel) channel).shutdownOutput();
  }

  /// What was written and the kernel has not taken yet.
  public static long unsentBytes(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes(); // no buffer: closed
  }
}
