package io.veloflux.proxy.source;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.runtime.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;
  private final Offers offers = new Offers();
  private FileSource source = new FileSource(Path.of("unused"), Duration.ofMillis(5));

  private void start(Path path) {
    source = new FileSource(path, Duration.ofMillis(5));
    source.start(offers);
  }

  @AfterEach
  void close() {
    source.close();
  }

  /// @return its hash
  private String write(String name, String tenant, String host) throws IOException {
    byte[] json = ConfigCodec.write(Configs.simple(tenant, 8080, host));
    Files.write(folder.resolve(name), json);
    return ConfigCodec.hash(json);
  }

  @Test
  void aFolderIsOfferedAtFirstAsAWhole() throws IOException {
    String a = write("a.json", "a", "a.test");
    String b = write("b.json", "b", "b.test");
    Files.writeString(folder.resolve("notes.txt"), "not for us");
    start(folder);
    await().until(() -> offers.starts.get() == 1);
    assertEquals(a, offers.hash("a"));
    assertEquals(b, offers.hash("b"));
    assertEquals(2, offers.last.size());
  }

  @Test
  void certificatesLieBesideAndAreFollowed() throws IOException {
    ProxyConfig config = Configs.secure("a", "a.test", "shop");
    Files.write(folder.resolve("a.json"), ConfigCodec.write(config));
    start(folder);
    await()
        .until(() ->
            offers.last.get("a") instanceof Offer.Broken(var _, String reason)
                && reason.contains("shop.crt"));
    Path tls = Files.createDirectory(folder.resolve("tls"));
    Files.writeString(tls.resolve("shop.crt"), "1");
    Files.writeString(tls.resolve("shop.key"), "key");
    await().until(() -> certificate().equals("1"));
    Files.writeString(tls.resolve("shop.crt"), "2");
    await().until(() -> certificate().equals("2"));
  }

  private String certificate() {
    return offers.last.get("a") instanceof Offer.Config offered
        ? offered.tls().pairs().get("shop").certificates()
        : "";
  }

  @Test
  void changesAreOfferedAndOnlyThem() throws IOException {
    write("a.json", "a", "a.test");
    write("b.json", "b", "b.test");
    start(folder);
    await().until(() -> offers.starts.get() == 1);
    offers.last.clear();
    String changed = write("a.json", "a", "new.test");
    await().until(() -> offers.hash("a").equals(changed));
    assertEquals(1, offers.last.size());
  }

  @Test
  void aBrokenFileIsItsTenantsAndIsReadAgainOnceWhole() throws IOException {
    write("x.json", "a", "a.test");
    start(folder);
    await().until(() -> offers.starts.get() == 1);
    Files.writeString(folder.resolve("x.json"), "{\"schema\": 1, \"tenant\"");
    await().until(() -> offers.broken("a").contains("x.json: not a configuration"));
    String whole = write("x.json", "a", "b.test");
    await().until(() -> offers.hash("a").equals(whole));
  }

  @Test
  void aFileThatWasNeverReadableIsCalledByItsName() throws IOException {
    Files.writeString(folder.resolve("shop.json"), "{\"schema\": 99}");
    start(folder);
    await().until(() -> offers.broken("shop").contains("schema 99: this proxy understands 1 to"));
  }

  @Test
  void aDeletedFileTakesItsTenantAndAFolderThatIsAwayDoesNot() throws IOException {
    write("a.json", "a", "a.test");
    write("b.json", "b", "b.test");
    start(folder);
    await().until(() -> offers.starts.get() == 1);
    Files.delete(folder.resolve("a.json"));
    await().until(() -> offers.isGone("a"));
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    Files.move(away, folder);
    String changed = write("b.json", "b", "c.test");
    await().until(() -> offers.hash("b").equals(changed));
    assertEquals(1, offers.starts.get());
  }

  @Test
  void twoFilesOfOneTenantAreNotGuessedAbout() throws IOException {
    write("a.json", "a", "a.test");
    write("copy.json", "a", "b.test");
    start(folder);
    await().until(() -> offers.broken("a").contains("are both of this tenant"));
    Files.delete(folder.resolve("copy.json"));
    await().until(() -> !offers.hash("a").isEmpty());
  }

  @Test
  void aSingleFileWillDoAndMayComeLater() throws IOException {
    start(folder.resolve("only.json"));
    String hash = write("only.json", "a", "a.test");
    await().until(() -> offers.hash("a").equals(hash));
    Files.delete(folder.resolve("only.json"));
    String later = write("only.json", "a", "b.test");
    await().until(() -> offers.hash("a").equals(later));
    assertTrue(!offers.isGone("a"));
  }
}
