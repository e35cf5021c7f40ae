package io.veloflux.proxy.tls;

import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.runtime.Identity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of a listener's certificates a client gets.
///
/// 1. One for the very name, then one for `*.` before the rest of it, then any other.
/// 2. Among those one whose signatures the client can check, elliptic curves first: they cost a
///    tenth.
/// 3. The first in the listener's list.
final class Choice {
  /// RFC 8446 §4.2.3.
  private static final Set<Integer> ECDSA = Set.of(0x0403, 0x0503, 0x0603);

  private static final Set<Integer> RSA =
      Set.of(0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b);
  private static final Set<Integer> ED25519 = Set.of(0x0807);

  private Choice() {}

  /// @param serverName in lower case
  /// @return `null` if there is none at all
  static @Nullable Identity of(List<Identity> identities, String serverName, ClientHello hello) {
    Identity best = null;
    int most = -1;
    for (Identity identity : identities) {
      int fitness = 4 * names(identity.key(), serverName) + keyType(identity.key(), hello);
      if (fitness <= most) continue;
      most = fitness;
      best = identity;
    }
    return best;
  }

  private static int names(CertifiedKey key, String serverName) {
    if (serverName.isEmpty()) return 0;
    if (key.names().contains(serverName)) return 2;
    return key.covers(serverName) ? 1 : 0;
  }

  private static int keyType(CertifiedKey key, ClientHello hello) {
    return switch (key.key().getAlgorithm()) {
      case "EC" -> checks(hello, ECDSA) ? 3 : 0;
      case "RSA" -> hello.signatures().isEmpty() || checks(hello, RSA) ? 2 : 0;
      default -> checks(hello, ED25519) ? 1 : 0;
    };
  }

  private static boolean checks(ClientHello hello, Set<Integer> schemes) {
    for (Integer scheme : schemes) if (hello.signatures().contains(scheme)) return true;
    return false;
  }
}
