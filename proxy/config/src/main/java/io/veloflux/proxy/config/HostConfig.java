package io.veloflux.proxy.config;

import java.util.List;

/// The matches of one hostname, tried in order; where none holds, the listener's next less specific
/// host goes on.
///
/// @param hostname `""` any, `*.a.b` one or more labels below, `x.a.b`
public record HostConfig(String hostname, List<MatchConfig> matches) {
  public HostConfig {
    hostname = Values.text(hostname);
    matches = Values.copy(matches);
  }
}
