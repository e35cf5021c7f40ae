package io.veloflux.proxy.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// What lies between the socket and the traffic.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Security.Cleartext.class, name = "cleartext"),
  @JsonSubTypes.Type(value = Security.Terminate.class, name = "terminate")
})
public sealed interface Security {
  record Cleartext() implements Security {}

  /// TLS ends here.
  ///
  /// @param certificates entries of the tenant's TLS Secret ([io.veloflux.proxy.pem.TlsEntries]):
  ///   the one whose name fits best is sent, else the first; with none every handshake fails
  record Terminate(List<String> certificates, TlsProfile profile) implements Security {
    public Terminate {
      certificates = Values.copy(certificates);
      profile = Values.or(profile, TlsProfile.INTERMEDIATE);
    }
  }

  /// Versions and ciphers, by Mozilla's words for them.
  enum TlsProfile {
    /// TLS 1.3 only.
    MODERN,
    /// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption.
    INTERMEDIATE
  }
}
