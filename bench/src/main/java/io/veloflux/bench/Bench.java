package io.veloflux.bench;

import io.veloflux.bench.proxy.Comparison;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// `bench/run` starts it with a name and what that needs.
public final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    String name = args[0];
    switch (name) {
      case "propagation" -> Propagation.run(Path.of(args[1]), Path.of(args[2]), sizes(args), 200);
      case "memory" -> Memory.run(Path.of(args[1]), Path.of(args[2]), 3000);
      case "changes" ->
          Changes.run(Path.of(args[1]), Path.of(args[2]), 1000, Duration.ofMillis(40));
      case "routing" -> Routing.run();
      case "proxy" -> Comparison.run(Path.of(args[1]), List.of(args).subList(2, args.length));
      default -> throw new IllegalArgumentException("no benchmark is named " + name);
    }
    System.exit(0);
  }

  private static List<Integer> sizes(String[] args) {
    if (args.length == 3) return List.of(1, 1000, 3000);
    return Arrays.stream(args).skip(3).map(Integer::valueOf).toList();
  }
}
