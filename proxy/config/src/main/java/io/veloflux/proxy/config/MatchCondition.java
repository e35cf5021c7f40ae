package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What else a request must have to match.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = MatchCondition.Method.class, name = "method"))
public sealed interface MatchCondition {
  /// @param name with case, such as `GET`
  record Method(String name) implements MatchCondition {
    public Method {
      name = Values.text(name);
    }
  }
}
