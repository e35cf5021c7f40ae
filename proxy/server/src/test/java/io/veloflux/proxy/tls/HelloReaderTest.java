package io.veloflux.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.veloflux.proxy.tls.TlsAlert.Description;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class HelloReaderTest {
  private static final int RECORD_HEADER = 5;

  /// What the JDK's client says, in one record.
  private static byte[] hello() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("Shop.example.com")));
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(32_768);
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  /// The same message in records of at most so many bytes.
  private static byte[] inRecords(byte[] hello, int most) {
    ByteBuf out = Unpooled.buffer();
    for (int at = RECORD_HEADER; at < hello.length; at += most) {
      int count = Math.min(most, hello.length - at);
      out.writeBytes(hello, 0, 3).writeShort(count).writeBytes(hello, at, count);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static Description refusal(byte... bytes) {
    return assertThrows(TlsAlert.class, () -> new HelloReader().read(Unpooled.wrappedBuffer(bytes)))
        .description();
  }

  private static void assertIsIt(ClientHello read) {
    assertNotNull(read);
    assertEquals("Shop.example.com", read.serverName());
    assertEquals(List.of("h2", "http/1.1"), read.protocols());
    assertTrue(read.signatures().contains(0x0403));
  }

  @Test
  void readsWhatClientsSay() throws Exception {
    assertIsIt(new HelloReader().read(Unpooled.wrappedBuffer(hello())));
  }

  @Test
  void piecesMeanNothing() throws Exception {
    for (int most : new int[] {1, 2, 3, 5, 64, 10_000}) {
      byte[] wire = inRecords(hello(), most);
      HelloReader reader = new HelloReader();
      ByteBuf arrived = Unpooled.buffer();
      for (int i = 0; i < wire.length - 1; i++) {
        arrived.writeByte(wire[i]);
        assertNull(reader.read(arrived));
      }
      arrived.writeByte(wire[wire.length - 1]);
      assertIsIt(reader.read(arrived));
    }
  }

  @Test
  void whatIsNoClientHelloIsRefusedAtOnce() {
    assertEquals(Description.UNEXPECTED_MESSAGE, refusal((byte) 'G'));
    assertEquals(Description.UNEXPECTED_MESSAGE, refusal((byte) 23));
    assertEquals(
        Description.UNEXPECTED_MESSAGE,
        refusal((byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 1, (byte) 2));
    assertEquals(
        Description.DECODE_ERROR, refusal((byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 0));
    assertEquals(
        Description.DECODE_ERROR, refusal((byte) 22, (byte) 9, (byte) 1, (byte) 0, (byte) 9));
    assertEquals(
        Description.DECODE_ERROR, refusal((byte) 22, (byte) 3, (byte) 1, (byte) 64, (byte) 1));
    assertEquals(
        Description.DECODE_ERROR,
        refusal(
            (byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 4, (byte) 1, (byte) 0, (byte) 64,
            (byte) 1));
  }

  @Test
  void anyDamageIsAnAlertOrAnotherHello() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    byte[] hello = hello();
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = hello.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        new HelloReader().read(Unpooled.wrappedBuffer(damaged));
      } catch (TlsAlert alert) {
        assertNotNull(alert.description());
      }
    }
  }
}
