package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What lies between the socket and the traffic. TLS alternatives come with the code that serves
/// them.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Security.Cleartext.class, name = "cleartext"))
public sealed interface Security {
  record Cleartext() implements Security {}
}
