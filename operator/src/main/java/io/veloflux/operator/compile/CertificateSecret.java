package io.veloflux.operator.compile;

import java.util.List;

/// What is known of a Secret that some listener names.
public sealed interface CertificateSecret {
  /// @param entry names its content in the tenant's TLS Secret
  /// @param names that the certificate stands for
  /// @param expired clients refuse it; it is served all the same, since nothing better is there
  record Usable(String entry, List<String> names, boolean expired) implements CertificateSecret {
    public Usable {
      names = List.copyOf(names);
    }
  }

  /// It is there, but cannot be served.
  ///
  /// @param why half a sentence whose subject is the Secret's content
  record Broken(String why) implements CertificateSecret {}

  record Missing() implements CertificateSecret {}

  /// The API server does not say.
  record Unknown(String why) implements CertificateSecret {}
}
