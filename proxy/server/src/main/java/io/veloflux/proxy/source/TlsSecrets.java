package io.veloflux.proxy.source;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.veloflux.proxy.pem.TlsEntries;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of one fleet's tenants: a Secret `tls-TENANT` for each, in the fleet's
/// namespace.
final class TlsSecrets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsSecrets.class);
  private static final String PREFIX = "tls-";

  private final String namespace;
  private final SharedIndexInformer<Secret> informer;

  TlsSecrets(KubernetesClient client, String namespace, String fleet) {
    this.namespace = namespace;
    this.informer =
        client
            .secrets()
            .inNamespace(namespace)
            .withLabel(KubernetesSource.FLEET, fleet)
            .runnableInformer(0);
  }

  /// @param changed told a tenant whose certificates may have changed
  /// @return done when all that there is can be read here
  CompletionStage<Void> start(Consumer<String> changed) {
    return informer
        .exceptionHandler((_, failure) -> {
          log.warn(
              "watch of the fleet's Secrets failed, trying again reason={}", failure.toString());
          return true;
        })
        .addEventHandler(new Events(changed))
        .start();
  }

  /// Nothing where there is no Secret.
  TlsEntries of(String tenant) {
    Secret secret = informer.getStore().getByKey(namespace + "/" + PREFIX + tenant);
    Map<String, String> files = new HashMap<>();
    if (secret != null && secret.getData() != null) {
      secret.getData().forEach((file, base64) -> files.put(file, text(base64)));
    }
    return TlsEntries.of(files);
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    informer.stop();
  }

  private static final class Events implements ResourceEventHandler<Secret> {
    private final Consumer<String> changed;

    Events(Consumer<String> changed) {
      this.changed = changed;
    }

    private void tell(@Nullable Secret secret) {
      String name = secret == null ? "" : secret.getMetadata().getName();
      if (name.startsWith(PREFIX)) changed.accept(name.substring(PREFIX.length()));
    }

    @Override
    public void onAdd(Secret added) {
      tell(added);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      tell(after);
    }

    @Override
    public void onDelete(Secret deleted, boolean finalStateUnknown) {
      tell(deleted);
    }
  }
}
