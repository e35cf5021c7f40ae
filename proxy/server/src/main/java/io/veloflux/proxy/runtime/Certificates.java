package io.veloflux.proxy.runtime;

import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Security.TlsProfile;
import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.pem.PemException;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.pem.TlsEntries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The identities of one tenant while its part is built: made once for all listeners, and taken
/// from what is served now where nothing changed.
final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private record Wanted(PemPair pair, TlsProfile profile) {}

  private final TlsEntries entries;
  private final Identities identities;
  private final Map<Wanted, Identity> known = new HashMap<>();

  /// @param before listeners of the same tenant that are served now
  Certificates(TlsEntries entries, List<BoundListener> before, Identities identities) {
    this.entries = entries;
    this.identities = identities;
    for (BoundListener bound : before) {
      for (Identity identity : bound.listener().identities()) {
        known.put(new Wanted(identity.key().source(), bound.listener().profile()), identity);
      }
    }
  }

  /// Entries that are not there are left out: handshakes that would need them fail.
  ///
  /// @throws ConfigException if an entry cannot be served
  List<Identity> of(Security security) throws ConfigException {
    if (!(security instanceof Security.Terminate(List<String> names, TlsProfile profile))) {
      return List.of();
    }
    List<Identity> shown = new ArrayList<>();
    for (String name : names) {
      PemPair pair = entries.pairs().get(name);
      if (pair == null) log.warn("not there, handshakes that need it fail certificate={}", name);
      else shown.add(identity(name, pair, profile));
    }
    return shown;
  }

  private Identity identity(String name, PemPair pair, TlsProfile profile) throws ConfigException {
    Wanted wanted = new Wanted(pair, profile);
    Identity identity = known.get(wanted);
    if (identity != null) return identity;
    try {
      Identity made = identities.of(CertifiedKey.read(pair), profile);
      known.put(wanted, made);
      return made;
    } catch (PemException e) {
      throw new ConfigException("certificate %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
