package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What a listener carries.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Traffic.Http.class, name = "http"))
public sealed interface Traffic {
  /// @param hosts most specific first: exact, then wildcards by length, then any; each hostname
  ///   once
  record Http(List<HostConfig> hosts) implements Traffic {
    public Http {
      hosts = Values.copy(hosts);
    }
  }
}
