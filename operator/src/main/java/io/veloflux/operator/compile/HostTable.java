package io.veloflux.operator.compile;

import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.MatchConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers the matches of one listener by host, and puts them into the order in which a proxy tries
/// them.
final class HostTable {
  private final Map<String, List<MatchOrder.Entry>> hosts =
      new LinkedHashMap<>(); // routes come by name, so hosts are often in order already

  void add(String host, String original, List<MatchConfig> matches, Age route) {
    List<MatchOrder.Entry> entries = hosts.computeIfAbsent(host, _ -> new ArrayList<>());
    for (MatchConfig match : matches) entries.add(new MatchOrder.Entry(original, match, route));
  }

  List<HostConfig> configs() {
    return hosts.keySet().stream()
        .sorted(Hostnames.MOST_SPECIFIC_FIRST)
        .map(host -> new HostConfig(host, MatchOrder.sort(hosts.getOrDefault(host, List.of()))))
        .toList();
  }
}
