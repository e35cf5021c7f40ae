package io.veloflux.operator.compile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/// Prints what compiling costs at 1,000 to 12,000 routes: CPU time of the one thread, so that a
/// busy machine disturbs it less. Not a test; run `main` with the test class path.
final class CompileProfile {
  private static final int ISLANDS = 250;
  private static final int WARM_UP = 60;
  private static final int ROUNDS = 41;

  /// Keeps the optimiser from leaving the work out.
  private static volatile Object last = "";

  private CompileProfile() {}

  public static void main(String[] args) throws IOException {
    for (int perIsland : new int[] {4, 12, 48}) {
      Manifests manifests = tenant(perIsland);
      TenantInput fresh = manifests.input(null);
      ProxyConfig config = Compiler.compile(fresh).config();
      TenantInput input = manifests.input(config);
      Readings readings = new Readings();
      int bytes = ConfigCodec.write(config).length;
      System.out.printf(
          "routes=%d bytes=%d compile=%s again=%s claims=%s write=%s%n",
          config.routes().size(),
          bytes,
          measure(() -> Compiler.compile(input)),
          measure(() -> Compiler.compile(input, readings)),
          measure(() ->
              Compiler.claims(
                  input.tenant(),
                  input.loadBalancers(),
                  input.routes(),
                  input.fleet(),
                  config,
                  readings)),
          measure(() -> ConfigCodec.write(config)));
    }
  }

  private static Manifests tenant(int perIsland) throws IOException {
    Islands islands = new Islands(new Random(1));
    Manifests manifests = new Manifests();
    manifests.add(Islands.tenant());
    manifests.add(Islands.defaultLoadBalancer());
    for (int i = 0; i < ISLANDS; i++) {
      for (ObjectNode object : islands.make(i, perIsland)) manifests.add(object);
    }
    return manifests;
  }

  /// Least and median milliseconds of a warm call.
  private static String measure(Supplier<Object> work) {
    var threads = ManagementFactory.getThreadMXBean();
    long[] nanos = new long[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      long start = threads.getCurrentThreadCpuTime();
      last = work.get();
      if (i >= 0) nanos[i] = threads.getCurrentThreadCpuTime() - start;
    }
    Arrays.sort(nanos);
    return "%.1f..%.1fms".formatted(nanos[0] / 1e6, nanos[ROUNDS / 2] / 1e6);
  }
}
