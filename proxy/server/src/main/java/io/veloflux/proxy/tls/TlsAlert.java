package io.veloflux.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Ends a handshake, with what the client is told (RFC 8446 §6).
final class TlsAlert extends Exception {
  private static final long serialVersionUID = 1L;

  enum Description {
    UNEXPECTED_MESSAGE(10),
    DECODE_ERROR(50),
    UNRECOGNIZED_NAME(112),
    NO_APPLICATION_PROTOCOL(120);

    private final int code;

    Description(int code) {
      this.code = code;
    }
  }

  private static final int RECORD_ALERT = 21;
  private static final int FATAL = 2;

  private final Description description;

  TlsAlert(Description description, String why) {
    super(why, null, false, false); // a client's mistake is no place in our code
    this.description = description;
  }

  Description description() {
    return description;
  }

  /// As a record, before any key is agreed on.
  ByteBuf bytes() {
    return Unpooled.wrappedBuffer(
        new byte[] {RECORD_ALERT, 3, 3, 0, 2, FATAL, (byte) description.code});
  }
}
