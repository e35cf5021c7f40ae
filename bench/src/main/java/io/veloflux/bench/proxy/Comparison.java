package io.veloflux.bench.proxy;

import io.veloflux.bench.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the scenarios and prints what came out.
public final class Comparison {
  private static final int PROXY_CPU = 0;
  private static final int LOAD_CPU = 1;

  private static final String NGINX = "nginx";
  private static final String CONTROL = "nginx-again";
  private static final String HAPROXY = "haproxy";
  private static final String VELOFLUX = "veloflux";
  private static final String BEFORE = "before";

  /// A JVM has compiled what matters after about so many requests.
  private static final int WARM_UP_REQUESTS = 60_000;

  /// From here on nginx is asked without buffering: with it, large bodies go through files.
  private static final int UNBUFFERED_FROM_BYTES = 100_000;

  private static final double QUIET = 0.15; // processors that others may use
  private static final int QUIET_TRIES = 10;

  private final List<Scenario> scenarios;
  private final int rounds;
  private final Map<String, Map<String, List<Double>>> micros = new HashMap<>();
  private final Map<String, Long> bad = new LinkedHashMap<>();
  private final List<Double> foreign = new ArrayList<>();

  private Comparison(List<Scenario> scenarios, int rounds) {
    this.scenarios = scenarios;
    this.rounds = rounds;
  }

  /// @param arguments `[--rounds N] [--before CLASSPATH] [SCENARIO…]`
  public static void run(Path work, List<String> arguments) throws Exception {
    int rounds = 7;
    String before = "";
    List<Scenario> chosen = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--rounds" -> rounds = Integer.parseInt(arguments.get(++i));
        case "--before" -> before = arguments.get(++i);
        default ->
            chosen.add(
                Scenario.ALL.stream()
                    .filter(scenario -> scenario.name().equals(argument))
                    .findFirst()
                    .orElseThrow(
                        () -> new IllegalArgumentException("no scenario is named " + argument)));
      }
    }
    new Comparison(chosen.isEmpty() ? Scenario.ALL : chosen, rounds).run(work, before);
  }

  private void run(Path work, String before) throws Exception {
    Certificate.make(work);
    List<Integer> sizes = scenarios.stream().map(Scenario::bodyBytes).distinct().toList();
    List<Peer> peers = new ArrayList<>();
    Peer backend = Peer.backend(work, sizes);
    try {
      backend.pin(LOAD_CPU);
      int to = backend.ports().getOrDefault(Wire.HTTP, 0);
      peers.add(Peer.nginx(NGINX, work, to, buffering()));
      peers.add(Peer.nginx(CONTROL, work, to, buffering()));
      peers.add(Peer.haproxy(work, to));
      peers.add(Peer.veloflux(VELOFLUX, work, to, System.getProperty("java.class.path")));
      if (!before.isEmpty()) peers.add(Peer.veloflux(BEFORE, work, to, before));
      warmUp(peers);
      for (Peer peer : peers) peer.pin(PROXY_CPU);
      for (int round = 1; round <= rounds; round++) round(round, peers);
      report(peers);
    } finally {
      for (Peer peer : peers) peer.close();
      backend.close();
    }
  }

  private String buffering() {
    boolean large =
        scenarios.stream().allMatch(scenario -> scenario.bodyBytes() >= UNBUFFERED_FROM_BYTES);
    return large ? "off" : "on";
  }

  private void warmUp(List<Peer> peers) throws IOException, InterruptedException {
    for (Peer peer : peers) {
      if (!peer.name().equals(VELOFLUX) && !peer.name().equals(BEFORE)) continue;
      for (Scenario scenario : scenarios) {
        Integer port = peer.ports().get(scenario.wire());
        if (port == null) continue;
        int times = Math.clamp(WARM_UP_REQUESTS / Math.max(scenario.requests(), 5_000), 1, 8);
        for (int i = 0; i < times; i++) Load.run(scenario, port, LOAD_CPU);
        Figures.say("%s is warm for %s", peer.name(), scenario.name());
      }
    }
  }

  private void round(int round, List<Peer> peers) throws IOException, InterruptedException {
    for (Scenario scenario : scenarios) {
      StringBuilder line = new StringBuilder();
      for (Peer peer : round % 2 == 0 ? peers.reversed() : peers) {
        Integer port = peer.ports().get(scenario.wire());
        if (port == null) continue;
        double its = sample(scenario, peer, port);
        samples(scenario, peer.name()).add(its);
        line.append("  %s %.1f".formatted(peer.name(), its));
      }
      Figures.say("round %d of %d, %s, µs per request:%s", round, rounds, scenario.name(), line);
    }
  }

  private double sample(Scenario scenario, Peer peer, int port)
      throws IOException, InterruptedException {
    waitForQuiet();
    double before = Cpu.seconds(peer.process());
    Load.Result result = Load.run(scenario, port, LOAD_CPU);
    double seconds = Cpu.seconds(peer.process()) - before;
    if (result.bad() > 0) bad.merge(scenario.name() + "/" + peer.name(), result.bad(), Long::sum);
    return seconds * 1e6 / Math.max(1, result.done());
  }

  /// For a while: where others never rest the sample is taken anyhow, and the report says so.
  private void waitForQuiet() throws IOException, InterruptedException {
    double others = 0;
    for (int i = 0; i < QUIET_TRIES; i++) {
      double before = Cpu.busySeconds();
      long begin = System.nanoTime();
      Thread.sleep(200);
      others = (Cpu.busySeconds() - before) / ((System.nanoTime() - begin) / 1e9);
      if (others < QUIET) break;
    }
    foreign.add(others);
  }

  private List<Double> samples(Scenario scenario, String peer) {
    return micros
        .computeIfAbsent(scenario.name(), _ -> new HashMap<>())
        .computeIfAbsent(peer, _ -> new ArrayList<>());
  }

  private void report(List<Peer> peers) throws IOException {
    Figures figures = new Figures("proxy").put("rounds", rounds);
    Figures.say("");
    Figures.say(
        "%-8s %-18s %-18s %-18s %-18s %s",
        "scenario", "to nginx", "to HAProxy", "nginx to nginx", "to before", "µs, medians");
    for (Scenario scenario : scenarios) report(scenario, peers, figures);
    for (Peer peer : peers) {
      figures.put(peer.name() + "ResidentMegabytes", Cpu.residentMegabytes(peer.process()));
    }
    double others = Ratio.median(foreign.stream().mapToDouble(Double::doubleValue).toArray());
    Figures.say("processors that others used before a sample: %.2f (median)", others);
    Figures.say("requests that failed: %s", bad.isEmpty() ? "none" : bad);
    figures.put("foreignProcessors", Math.round(others * 100) / 100.0).put("failed", bad).print();
  }

  private void report(Scenario scenario, List<Peer> peers, Figures figures) {
    List<Double> ours = samples(scenario, VELOFLUX);
    Ratio toNginx = Ratio.of(ours, samples(scenario, NGINX));
    Ratio toHaproxy = Ratio.of(ours, samples(scenario, HAPROXY));
    Ratio control = Ratio.of(samples(scenario, CONTROL), samples(scenario, NGINX));
    Ratio toBefore = Ratio.of(ours, samples(scenario, BEFORE));
    StringBuilder medians = new StringBuilder();
    for (Peer peer : peers) {
      double median =
          Ratio.median(
              samples(scenario, peer.name()).stream().mapToDouble(Double::doubleValue).toArray());
      medians.append("%s %.1f  ".formatted(peer.name(), median));
    }
    Figures.say(
        "%-8s %-18s %-18s %-18s %-18s %s",
        scenario.name(),
        toNginx.pairs() == 0 ? "not spoken" : toNginx,
        toHaproxy.pairs() == 0 ? "" : toHaproxy,
        control,
        toBefore.pairs() == 0 ? "" : toBefore,
        medians.toString().strip());
    figures.put(scenario.name(), figures(scenario, toNginx, toHaproxy, control));
  }

  private static Map<String, Object> figures(
      Scenario scenario, Ratio toNginx, Ratio toHaproxy, Ratio control) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("toNginx", toNginx);
    values.put("toHaproxy", toHaproxy);
    values.put("nginxToNginx", control);
    values.put("gate", scenario.gate());
    values.put("aim", scenario.aim());
    return values;
  }
}
