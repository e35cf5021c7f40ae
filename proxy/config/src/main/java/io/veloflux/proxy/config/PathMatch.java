package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// Which paths: compared with the normalised path of the request, with case, without the query.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PathMatch.Exact.class, name = "exact"),
  @JsonSubTypes.Type(value = PathMatch.Prefix.class, name = "prefix")
})
public sealed interface PathMatch {
  PathMatch ANY = new Prefix("");

  record Exact(String path) implements PathMatch {
    public Exact {
      path = Values.text(path);
    }
  }

  /// Whole segments: `/api` holds for `/api`, `/api/` and `/api/x`, not for `/apix`.
  ///
  /// @param path without a trailing `/`; `""` is every path
  record Prefix(String path) implements PathMatch {
    public Prefix {
      path = Values.text(path);
    }
  }
}
