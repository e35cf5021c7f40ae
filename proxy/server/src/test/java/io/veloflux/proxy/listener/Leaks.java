package io.veloflux.proxy.listener;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// Collects buffers that were garbage but never released. Netty makes it, by a system property of
/// the tests.
public final class Leaks<T> extends ResourceLeakDetector<T> {
  private static final List<String> FOUND = new CopyOnWriteArrayList<>();

  public Leaks(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  public Leaks(Class<?> resource, int samplingInterval, long maxActive) {
    super(resource, samplingInterval);
  }

  /// Where those were used last that nobody released so far. Leaks one more buffer on purpose and
  /// waits until that is found: whatever leaked before is found by then, too.
  static List<String> find() {
    ByteBufAllocator.DEFAULT.directBuffer(16).touch(Leaks.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          System.gc();
          ByteBufAllocator.DEFAULT.directBuffer(16).release(); // Netty looks when it allocates
          return FOUND.removeIf(records -> records.contains(Leaks.class.getName() + ".find("));
        });
    return FOUND;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    FOUND.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    FOUND.add(resourceType);
  }
}
