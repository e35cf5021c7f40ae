package io.veloflux.proxy.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameRefresherTest {
  /// A name server for one name. Fails while it has no address.
  private static final class FakeNames implements NameLookup {
    final AtomicInteger asked = new AtomicInteger();
    volatile List<String> addresses = List.of();

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
      asked.incrementAndGet();
      List<String> now = addresses;
      if (now.isEmpty()) throw new UnknownHostException(host + ": no such name");
      return now.stream().map(InetAddress::ofLiteral).toList();
    }

    void answer(String... those) {
      addresses = Arrays.asList(those);
    }

    /// Until a question that began later was answered.
    void awaitAnswers() {
      int now = asked.get();
      await().until(() -> asked.get() >= now + 2);
    }
  }

  private final FakeNames server = new FakeNames();
  private final NameRefresher names =
      new NameRefresher(server, Duration.ofMillis(10), Duration.ofSeconds(10));
  private final Endpoint endpoint =
      new Endpoint(new Endpoint.Key("t", "p", "b", "b.test", 80), "b.test:80");

  @AfterEach
  void close() {
    names.close();
  }

  private String address() {
    InetSocketAddress address = endpoint.address();
    assertNotNull(address);
    return address.getAddress().getHostAddress();
  }

  @Test
  void aNewNameHasItsAddressBeforeItIsServed() {
    server.answer("127.0.0.2");
    names.resolve(List.of(endpoint));
    assertEquals("127.0.0.2", address());
  }

  @Test
  void anEndpointMovesWithItsName() {
    server.answer("127.0.0.2");
    names.resolve(List.of(endpoint));
    server.answer("127.0.0.3");
    await().until(() -> address().equals("127.0.0.3"));
    server.answer("::1");
    await().until(() -> address().equals("0:0:0:0:0:0:0:1"));
  }

  @Test
  void itStaysWhileItsAddressIsAmongTheAnswers() {
    server.answer("127.0.0.2");
    names.resolve(List.of(endpoint));
    server.answer("127.0.0.3", "127.0.0.2");
    server.awaitAnswers();
    assertEquals("127.0.0.2", address());
  }

  @Test
  void theLastGoodAnswerStaysWhileThereIsNone() {
    server.answer("127.0.0.2");
    names.resolve(List.of(endpoint));
    server.answer();
    server.awaitAnswers();
    assertEquals("127.0.0.2", address());
    server.answer("127.0.0.4");
    await().until(() -> address().equals("127.0.0.4"));
  }

  @Test
  void aNameThatDoesNotResolveYetIsFoundLater() {
    names.resolve(List.of(endpoint));
    assertNull(endpoint.address());
    server.answer("127.0.0.2");
    await().until(() -> endpoint.address() != null);
  }

  @Test
  void aNameServerThatDoesNotAnswerDelaysANewConfigurationOnlySoLong() {
    CountDownLatch never = new CountDownLatch(1);
    NameLookup silent =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    try (NameRefresher slow =
        new NameRefresher(silent, Duration.ofMillis(10), Duration.ofMillis(50))) {
      long start = System.nanoTime();
      slow.resolve(List.of(endpoint));
      assertTrue(System.nanoTime() - start >= 50_000_000L);
      assertNull(endpoint.address());
    }
  }

  @Test
  void oneQuestionForManyEndpointsAndNoneForThoseThatAreGone() {
    server.answer("127.0.0.2");
    Endpoint other = new Endpoint(new Endpoint.Key("t", "q", "b", "b.test", 81), "b.test:81");
    names.resolve(List.of(endpoint, other));
    assertEquals(new InetSocketAddress("127.0.0.2", 81), other.address());
    names.resolve(List.of());
    server.answer("127.0.0.3");
    int asked = server.asked.get();
    assertTrue(server.asked.get() <= asked + 1, "at most the question that was under way");
    assertEquals("127.0.0.2", address());
  }
}
