package io.veloflux.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.operator.compile.CertificateSecret;
import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.pem.PemException;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.pem.TlsEntries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Secrets that listeners name, as they were seen last.
///
/// - They are read by name and never listed or watched: whoever may do that reads everybody's.
/// - So they are read again every few seconds, and their tenant is told when one differs.
/// - What cannot be read just now is what it was.
///
/// Any thread may use it.
final class CertificateBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateBook.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final String TYPE = "kubernetes.io/tls";

  /// @param pair of a usable Secret
  private record Seen(CertificateSecret secret, @Nullable PemPair pair) {}

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Consumer<String> changed;

  /// Tenant → name → what it is.
  private final Map<String, Map<String, Seen>> tenants = new ConcurrentHashMap<>();

  private final Thread thread;

  /// @param changed told the tenant of a Secret that differs
  CertificateBook(KubernetesClient client, InstantSource clock, Consumer<String> changed) {
    this.client = client;
    this.clock = clock;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("certificates").start(this::run);
  }

  /// Those of a tenant from now on; new names are read at once.
  Map<String, CertificateSecret> read(String tenant, Collection<String> names) {
    if (names.isEmpty()) {
      tenants.remove(tenant);
      return Map.of();
    }
    Map<String, Seen> known = tenants.computeIfAbsent(tenant, _ -> new ConcurrentHashMap<>());
    known.keySet().retainAll(names);
    Map<String, CertificateSecret> secrets = new TreeMap<>();
    for (String name : names) {
      secrets.put(name, known.computeIfAbsent(name, _ -> look(tenant, name, null)).secret);
    }
    return secrets;
  }

  /// The content of those that can be served, by entry.
  Map<String, PemPair> pairs(String tenant) {
    Map<String, PemPair> pairs = new TreeMap<>();
    for (Seen seen : tenants.getOrDefault(tenant, Map.of()).values()) {
      if (seen.secret instanceof CertificateSecret.Usable usable && seen.pair != null) {
        pairs.put(usable.entry(), seen.pair);
      }
    }
    return pairs;
  }

  void forget(String tenant) {
    tenants.remove(tenant);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        tenants.forEach(this::lookAgain);
      }
    } catch (InterruptedException e) {
      log.debug("closed");
    }
  }

  private void lookAgain(String tenant, Map<String, Seen> known) {
    boolean differs = false;
    for (Map.Entry<String, Seen> entry : Map.copyOf(known).entrySet()) {
      Seen before = entry.getValue();
      Seen now = look(tenant, entry.getKey(), before);
      if (now.secret.equals(before.secret)) continue;
      differs |= known.replace(entry.getKey(), before, now);
    }
    if (differs) changed.accept(tenant);
  }

  private Seen look(String tenant, String name, @Nullable Seen before) {
    try {
      Secret secret = client.secrets().inNamespace(tenant).withName(name).get();
      return secret == null ? new Seen(new CertificateSecret.Missing(), null) : judge(name, secret);
    } catch (KubernetesClientException e) {
      if (before != null) return before;
      log.warn("tenant={} secret={} cannot be read: {}", tenant, name, e.getMessage());
      return new Seen(
          new CertificateSecret.Unknown(
              "cannot be read by the operator (HTTP %d)".formatted(e.getCode())),
          null);
    }
  }

  private Seen judge(String name, Secret secret) {
    if (!TYPE.equals(secret.getType())) {
      return broken("its type is %s, not %s".formatted(secret.getType(), TYPE));
    }
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    String certificates = data.get("tls.crt");
    String key = data.get("tls.key");
    if (certificates == null || key == null) return broken("it lacks tls.crt or tls.key");
    try {
      PemPair pair = new PemPair(text(certificates), text(key));
      CertifiedKey read = CertifiedKey.read(pair);
      if (clock.instant().isBefore(read.notBefore())) {
        return broken("tls.crt is valid from %s on".formatted(read.notBefore()));
      }
      boolean expired = clock.instant().isAfter(read.notAfter());
      return new Seen(
          new CertificateSecret.Usable(TlsEntries.name(name, pair), read.names(), expired), pair);
    } catch (PemException e) {
      return broken(e.getMessage());
    }
  }

  private static Seen broken(String why) {
    return new Seen(new CertificateSecret.Broken(why), null);
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
