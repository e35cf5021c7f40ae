package io.veloflux.proxy.tls;

import io.veloflux.proxy.tls.TlsAlert.Description;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a client says first (RFC 8446 §4.1.2), as far as it decides who answers.
///
/// @param serverName in the writer's case, `""` if there is none (RFC 6066 §3)
/// @param protocols that it speaks inside TLS, best first (RFC 7301 §3.1); empty if it does not say
/// @param signatures schemes that it can check (RFC 8446 §4.2.3); empty if it does not say
record ClientHello(String serverName, List<String> protocols, Set<Integer> signatures) {
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURES = 13;
  private static final int PROTOCOLS = 16;
  private static final int HOST_NAME = 0;

  private static final int VERSION_AND_RANDOM = 2 + 32;

  /// @param body of the handshake message
  static ClientHello parse(byte[] body, int start, int length) throws TlsAlert {
    try {
      return parse(ByteBuffer.wrap(body, start, length));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new TlsAlert(Description.DECODE_ERROR, "a ClientHello that cannot be read");
    }
  }

  private static ClientHello parse(ByteBuffer hello) throws TlsAlert {
    skip(hello, VERSION_AND_RANDOM);
    part(hello, 1); // session
    part(hello, 2); // cipher suites
    part(hello, 1); // compression
    String serverName = "";
    List<String> protocols = List.of();
    Set<Integer> signatures = Set.of();
    Set<Integer> seen = new HashSet<>();
    ByteBuffer extensions = hello.hasRemaining() ? part(hello, 2) : hello;
    while (extensions.hasRemaining()) {
      int type = number(extensions, 2);
      ByteBuffer content = part(extensions, 2);
      if (!seen.add(type)) {
        throw new TlsAlert(Description.DECODE_ERROR, "extension %d is there twice".formatted(type));
      }
      switch (type) {
        case SERVER_NAME -> serverName = serverName(part(content, 2));
        case PROTOCOLS -> protocols = protocols(part(content, 2));
        case SIGNATURES -> signatures = signatures(part(content, 2));
        default -> {}
      }
    }
    return new ClientHello(serverName, protocols, signatures);
  }

  private static String serverName(ByteBuffer names) {
    while (names.hasRemaining()) {
      int type = number(names, 1);
      String name = text(part(names, 2));
      if (type == HOST_NAME) return name;
    }
    return "";
  }

  private static List<String> protocols(ByteBuffer names) {
    List<String> protocols = new ArrayList<>(2);
    while (names.hasRemaining()) protocols.add(text(part(names, 1)));
    return protocols;
  }

  private static Set<Integer> signatures(ByteBuffer schemes) {
    Set<Integer> signatures = new HashSet<>();
    while (schemes.hasRemaining()) signatures.add(number(schemes, 2));
    return signatures;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  private static void skip(ByteBuffer from, int bytes) {
    from.position(from.position() + bytes);
  }

  private static int number(ByteBuffer from, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) number = (number << 8) | (from.get() & 0xff);
    return number;
  }

  /// What follows a length of so many bytes.
  private static ByteBuffer part(ByteBuffer from, int lengthBytes) {
    int length = number(from, lengthBytes);
    ByteBuffer part = from.slice(from.position(), checked(length, from));
    skip(from, length);
    return part;
  }

  private static int checked(int length, ByteBuffer in) {
    if (length > in.remaining()) throw new BufferUnderflowException();
    return length;
  }
}
