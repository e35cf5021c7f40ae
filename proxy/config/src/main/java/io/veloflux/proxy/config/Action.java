package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What one target of a route does with a request.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Action.Forward.class, name = "forward"),
  @JsonSubTypes.Type(value = Action.Reject.class, name = "reject")
})
public sealed interface Action {
  /// @param pool [PoolConfig#id]
  record Forward(String pool) implements Action {
    public Forward {
      pool = Values.text(pool);
    }
  }

  /// Could not be resolved: the proxy answers `status` and logs `reason`.
  record Reject(int status, String reason) implements Action {
    public Reject {
      reason = Values.text(reason);
    }
  }
}
