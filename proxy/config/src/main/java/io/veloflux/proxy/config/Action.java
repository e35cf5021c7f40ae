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
  ///
  /// @param pool [PoolConfig#id] of the one that would take the requests if it were there, or `""`:
  ///   so that whoever knows only this configuration can still tell what was meant
  record Reject(int status, String reason, String pool) implements Action {
    public Reject {
      reason = Values.text(reason);
      pool = Values.text(pool);
    }
  }
}
