package io.veloflux.operator.compile;

import io.veloflux.crd.Reasons;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.pem.TlsEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Resolves the names of Secrets to entries of the tenant's TLS Secret.
///
/// - A Secret that is gone is withdrawn at once.
/// - One that was rotated to something that cannot be served, or that cannot be read just now,
///   keeps the entry that is served.
final class CertificateRefs {
  /// Nothing is known of any: enough to find out who claims what.
  static final CertificateRefs UNKNOWN = new CertificateRefs(Map.of(), null);

  private final Map<String, CertificateSecret> secrets;
  private final @Nullable ProxyConfig previous;

  CertificateRefs(Map<String, CertificateSecret> secrets, @Nullable ProxyConfig previous) {
    this.secrets = secrets;
    this.previous = previous;
  }

  /// @param hostname of the listener
  /// @return entries, in the order of the names
  List<String> resolve(List<String> names, String listener, String hostname, Judgement judgement) {
    List<String> entries = new ArrayList<>();
    for (String name : names.stream().distinct().toList()) {
      CertificateSecret secret =
          secrets.getOrDefault(name, new CertificateSecret.Unknown("was not read yet"));
      switch (secret) {
        case CertificateSecret.Usable usable -> {
          entries.add(usable.entry());
          if (usable.expired()) {
            say(judgement, listener, name, "has expired; clients refuse it until it is renewed");
          } else if (!CertifiedKey.covers(usable.names(), hostname)) {
            judgement.note(
                "listener '%s': Secret '%s' has no certificate for %s"
                    .formatted(listener, name, hostname));
          }
        }
        case CertificateSecret.Broken(String why) ->
            keep(entries, judgement, listener, name, "cannot be served: " + why);
        case CertificateSecret.Unknown(String why) -> keep(entries, judgement, listener, name, why);
        case CertificateSecret.Missing _ ->
            say(
                judgement,
                listener,
                name,
                "does not exist in this namespace; handshakes that need it fail");
      }
    }
    return entries;
  }

  private void keep(
      List<String> entries, Judgement judgement, String listener, String name, String why) {
    String served = served(name);
    if (served.isEmpty()) {
      say(judgement, listener, name, why + "; handshakes that need it fail");
    } else {
      entries.add(served);
      say(judgement, listener, name, why + "; the certificate before it keeps serving");
    }
  }

  private static void say(Judgement judgement, String listener, String name, String what) {
    judgement.unresolved(
        Reasons.INVALID_CERTIFICATE_REF,
        "listener '%s': Secret '%s' %s".formatted(listener, name, what));
  }

  /// The entry of that Secret which is served now, or `""`.
  private String served(String name) {
    if (previous == null) return "";
    for (ListenerConfig listener : previous.listeners()) {
      if (!(listener.security() instanceof Security.Terminate terminate)) continue;
      for (String entry : terminate.certificates()) {
        if (TlsEntries.isOf(name, entry)) return entry;
      }
    }
    return "";
  }
}
