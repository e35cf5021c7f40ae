package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// A check before a request goes on.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Admission.Deny.class, name = "deny"))
public sealed interface Admission {
  /// Nobody passes: the tenant is suspended, or a guard could not be built.
  record Deny(int status, String reason) implements Admission {
    public Deny {
      reason = Values.text(reason);
    }
  }
}
