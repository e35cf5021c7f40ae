package io.veloflux.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.veloflux.proxy.tls.TlsAlert.Description;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gathers a ClientHello out of as many records and reads as it comes in (RFC 8446 §5.1). Looks at
/// each byte once.
final class HelloReader {
  /// Of the message, and twice that on the wire: clients that need more are up to something.
  static final int MAX_BYTES = 16 * 1024;

  private static final int RECORD_HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;

  private byte[] message = new byte[2_048];
  private int size;
  private int seen;
  private int recordLeft;

  /// @param all that has arrived so far; is not changed
  /// @return `null` if there is more to come
  @Nullable ClientHello read(ByteBuf all) throws TlsAlert {
    while (true) {
      int available = all.readableBytes() - seen;
      if (recordLeft == 0) {
        if (available > 0) checkType(all.getByte(all.readerIndex() + seen));
        if (available < RECORD_HEADER) return null;
        beginRecord(all, all.readerIndex() + seen);
        seen += RECORD_HEADER;
        continue;
      }
      int count = Math.min(recordLeft, available);
      if (count == 0) return null;
      take(all, all.readerIndex() + seen, count);
      seen += count;
      recordLeft -= count;
      if (size >= MESSAGE_HEADER && size >= MESSAGE_HEADER + messageBytes()) {
        return ClientHello.parse(message, MESSAGE_HEADER, messageBytes());
      }
    }
  }

  private static void checkType(byte type) throws TlsAlert {
    if (type != RECORD_HANDSHAKE) {
      throw new TlsAlert(Description.UNEXPECTED_MESSAGE, "what came first is not TLS");
    }
  }

  private void beginRecord(ByteBuf all, int at) throws TlsAlert {
    recordLeft = all.getUnsignedShort(at + 3);
    if (all.getByte(at + 1) != 3 || recordLeft == 0 || recordLeft > MAX_BYTES) {
      throw new TlsAlert(Description.DECODE_ERROR, "a record that cannot be read");
    }
    if (seen > 2 * MAX_BYTES) {
      throw new TlsAlert(Description.DECODE_ERROR, "a ClientHello in too many records");
    }
  }

  private void take(ByteBuf all, int at, int count) throws TlsAlert {
    if (size + count > message.length) {
      message = Arrays.copyOf(message, Math.max(2 * message.length, size + count));
    }
    all.getBytes(at, message, size, count);
    size += count;
    if (message[0] != CLIENT_HELLO) {
      throw new TlsAlert(Description.UNEXPECTED_MESSAGE, "what came first is no ClientHello");
    }
    if (size >= MESSAGE_HEADER && messageBytes() > MAX_BYTES) {
      throw new TlsAlert(
          Description.DECODE_ERROR, "a ClientHello of %d bytes".formatted(messageBytes()));
    }
  }

  private int messageBytes() {
    return ((message[1] & 0xff) << 16) | ((message[2] & 0xff) << 8) | (message[3] & 0xff);
  }
}
