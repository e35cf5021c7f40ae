package io.veloflux.standalone.kube;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded API is closed while it has a lot to do.
class CloseTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int WRITERS = 8;
  private static final int MOST_WRITES = 1_000_000;

  private final Queue<String> created = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger names = new AtomicInteger();

  @TempDir private Path directory;

  @Test
  void whatWasBegunIsFinishedAndWatchesEnd() throws Exception {
    TestServer server = new TestServer(directory);
    InputStream watch = server.open(CONFIG_MAPS + "?watch=true").body();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(Thread.ofPlatform().start(() -> write(server)));
    }
    await().atMost(60, SECONDS).until(() -> created.size() > 50);

    server.close();

    for (Thread writer : writers) assertTrue(writer.join(Duration.ofSeconds(60)));
    assertEquals(List.of(), List.copyOf(refused), "no request meets a closed store");
    String seen = new String(watch.readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(seen.endsWith("}\n"), "the watch ends after a whole event");
    try (TestServer again = new TestServer(directory)) {
      for (String name : created) {
        assertNotNull(again.client.configMaps().inNamespace("default").withName(name).get(), name);
      }
    }
  }

  /// Until it is hung up on.
  private void write(TestServer server) {
    try {
      for (int i = 0; i < MOST_WRITES; i++) {
        String name = "c-" + names.incrementAndGet();
        TestServer.Answer answer =
            server.post(CONFIG_MAPS, "{\"metadata\": {\"name\": \"%s\"}}".formatted(name));
        if (answer.code() == 201) created.add(name);
        else refused.add(answer.text());
      }
    } catch (UncheckedIOException e) {
      // closed
    }
  }
}
