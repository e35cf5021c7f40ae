package io.veloflux.proxy.source;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.runtime.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {
  @TempDir Path parent;

  private static Offer.Config config(String tenant, String hash) {
    return new Offer.Config(hash, Configs.simple(tenant, 8080, tenant + ".test"));
  }

  private Path folder() {
    return parent.resolve("last-good");
  }

  private Map<String, Offer> readAnew() throws IOException {
    return new LastGood(folder()).read();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatWasKeptIsReadAgain() throws IOException {
    Map<String, Offer.Config> served = Map.of("a", config("a", "1"), "b", config("b", "2"));
    new LastGood(folder()).keep(served);
    assertEquals(served, readAnew());
    assertEquals(List.of("a.last-good", "b.last-good"), files());
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    new LastGood(folder()).keep(Map.of("a", config("a", "1")));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
    Path file = folder().resolve("a.last-good");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aTenantThatIsGoneLeavesNoCopy() throws IOException {
    LastGood lastGood = new LastGood(folder());
    lastGood.keep(Map.of("a", config("a", "1"), "b", config("b", "2")));
    lastGood.keep(Map.of("b", config("b", "3")));
    assertEquals(Map.of("b", config("b", "3")), readAnew());
  }

  @Test
  void whatIsOnDiskAlreadyIsNotWrittenAgain() throws IOException {
    LastGood lastGood = new LastGood(folder());
    lastGood.keep(Map.of("a", config("a", "1")));
    Path file = folder().resolve("a.last-good");
    Object inode = Files.getAttribute(file, "unix:ino");
    lastGood.keep(Map.of("a", config("a", "1")));
    assertEquals(inode, Files.getAttribute(file, "unix:ino"));
  }

  @Test
  void aCopyThatWasAlteredIsNotUsed() throws IOException {
    new LastGood(folder()).keep(Map.of("a", config("a", "1"), "b", config("b", "1")));
    Path file = folder().resolve("a.last-good");
    Files.writeString(file, Files.readString(file).replace("a.test", "x.test"));
    Files.writeString(folder().resolve("c.last-good"), "");
    Files.writeString(folder().resolve("d.last-good.new"), "half of it");
    assertEquals(Set.of("b"), readAnew().keySet());
  }

  @Test
  void namesOfTenantsNeverLeadOutOfTheFolder() throws IOException {
    new LastGood(folder()).keep(Map.of("../../x", config("../../x", "1")));
    assertEquals(Set.of("../../x"), readAnew().keySet());
    assertEquals(1, files().size());
  }

  @Test
  void isOfferedWhileTheSourceIsAwayUntilItAnswers() throws IOException {
    new LastGood(folder()).keep(Map.of("a", config("a", "old")));
    Offers offers = new Offers();
    List<Boolean> stale = new CopyOnWriteArrayList<>();
    AwaySource away = new AwaySource();
    try (var source =
        new WithLastGood(away, new LastGood(folder()), Duration.ofMillis(10), stale::add)) {
      source.start(offers);
      await().until(() -> offers.hash("a").equals("old"));
      assertEquals(List.of(true), stale);
      away.sink.offerAll(Map.of("b", config("b", "new")));
      assertEquals(List.of(true, false), stale);
      assertEquals("new", offers.hash("b"));
      assertTrue(offers.last.size() == 1, "the source has the last word");
    }
    assertFalse(away.open);
  }

  @Test
  void isNotOfferedAfterTheSourceAnswered() throws IOException {
    new LastGood(folder()).keep(Map.of("a", config("a", "old")));
    Offers offers = new Offers();
    AwaySource away = new AwaySource();
    try (var source =
        new WithLastGood(away, new LastGood(folder()), Duration.ofHours(1), _ -> {})) {
      source.start(offers);
      away.sink.offerAll(Map.of("a", config("a", "new")));
      assertEquals("new", offers.hash("a"));
      assertEquals(1, offers.starts.get());
    }
  }

  /// Answers when the test lets it.
  private static final class AwaySource implements ConfigSource {
    volatile ConfigSink sink = new Offers();
    volatile boolean open = true;

    @Override
    public void start(ConfigSink its) {
      sink = its;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
