package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes content as chunks (RFC 9112 §7.1). Does not flush.
public final class ChunkWriter {
  private static final ByteBuf LAST = constant("0\r\n\r\n");
  private static final ByteBuf LINE_END = constant("\r\n");

  /// Content up to this size is copied behind its size line: cheaper than three buffers.
  private static final int COPIED_BYTES = 1_024;

  private static final int SIZE_LINE_BYTES = 10;

  private ChunkWriter() {}

  private static ByteBuf constant(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes))
        .asReadOnly();
  }

  /// @param content not empty (that would end the body); this takes ownership
  public static void write(Channel channel, ByteBuf content) {
    int size = content.readableBytes();
    boolean copy = size <= COPIED_BYTES;
    ByteBuf line = channel.alloc().directBuffer(SIZE_LINE_BYTES + (copy ? size + 2 : 0));
    line.writeCharSequence(Integer.toHexString(size), StandardCharsets.US_ASCII);
    line.writeByte('\r').writeByte('\n');
    if (copy) {
      line.writeBytes(content).writeByte('\r').writeByte('\n');
      content.release();
      Outbound.write(channel, line);
    } else {
      Outbound.write(channel, line);
      Outbound.write(channel, content);
      Outbound.write(channel, LINE_END.duplicate());
    }
  }

  public static void end(Channel channel, @Nullable Trailers trailers) {
    if (trailers == null) {
      Outbound.write(channel, LAST.duplicate());
      return;
    }
    ByteBuf last = channel.alloc().directBuffer();
    last.writeByte('0').writeByte('\r').writeByte('\n');
    trailers.writeTo(last);
    Outbound.write(channel, last.writeByte('\r').writeByte('\n'));
  }
}
