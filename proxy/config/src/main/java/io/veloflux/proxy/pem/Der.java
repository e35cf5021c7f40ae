package io.veloflux.proxy.pem;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// As much of DER (X.690) as it takes to wrap one private key in another form.
final class Der {
  static final byte[] ZERO = {0x02, 0x01, 0x00};

  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] octets(byte[] content) {
    return tagged(OCTET_STRING, content);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.write(length >> shift);
    }
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  /// The first element inside a sequence, whole.
  ///
  /// @param sequence well-formed: what the JDK encoded
  static byte[] first(byte[] sequence) {
    int start = headerBytes(sequence, 0);
    int end = start + headerBytes(sequence, start) + contentBytes(sequence, start);
    return Arrays.copyOfRange(sequence, start, end);
  }

  private static int headerBytes(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return length < 0x80 ? 2 : 2 + (length & 0x7f);
  }

  private static int contentBytes(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    if (length < 0x80) return length;
    int value = 0;
    for (int i = 0; i < (length & 0x7f); i++) value = (value << 8) | (der[at + 2 + i] & 0xff);
    return value;
  }
}
