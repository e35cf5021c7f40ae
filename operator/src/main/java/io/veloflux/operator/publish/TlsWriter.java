package io.veloflux.operator.publish;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.veloflux.crd.Labels;
import io.veloflux.crd.Tenant;
import io.veloflux.operator.provision.Owner;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.pem.TlsEntries;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps the certificates of each tenant where its proxies find them: in one Secret `tls-TENANT` in
/// the fleet's namespace, with an entry for each content.
///
/// Entries are added before a configuration names them and dropped after the last one that did was
/// replaced: whatever a proxy is told, what it names is there.
///
/// Any thread may use it, for one tenant at most one at a time.
public final class TlsWriter {
  private static final String PREFIX = "tls-";

  private final KubernetesClient client;
  private final String namespace;
  private final String fleet;

  /// Tenant → what was last seen in or written to its Secret.
  private final Map<String, TlsEntries> known = new ConcurrentHashMap<>();

  /// @param namespace of the fleet
  public TlsWriter(KubernetesClient client, String namespace, String fleet) {
    this.client = client;
    this.namespace = namespace;
    this.fleet = fleet;
  }

  /// Makes sure that all entries of `names` are there; others stay.
  ///
  /// @param pairs content of entries that may be new
  /// @return what went wrong, or `""`
  public String add(Tenant tenant, Set<String> names, Map<String, PemPair> pairs) {
    if (names.isEmpty()) return "";
    TlsEntries now = known.get(name(tenant));
    if (now != null && now.pairs().keySet().containsAll(names)) return "";
    return change(
        tenant,
        live -> {
          SortedMap<String, PemPair> all = new TreeMap<>(live.pairs());
          for (String name : names) {
            PemPair pair = pairs.get(name);
            if (pair != null) all.put(name, pair);
          }
          return new TlsEntries(all);
        },
        names);
  }

  /// Drops all entries but those of `names`, once no proxy can be told of others any more.
  ///
  /// @return what went wrong, or `""`
  public String dropOthers(Tenant tenant, Set<String> names) {
    TlsEntries now = known.get(name(tenant));
    if (now == null || names.containsAll(now.pairs().keySet())) return "";
    return change(tenant, live -> live.only(names), Set.of());
  }

  public void forget(String tenant) {
    known.remove(tenant);
  }

  private interface Change {
    TlsEntries of(TlsEntries live);
  }

  private String change(Tenant tenant, Change change, Set<String> needed) {
    String tenantName = name(tenant);
    String id = namespace + "/" + PREFIX + tenantName;
    try {
      Secret live = client.secrets().inNamespace(namespace).withName(PREFIX + tenantName).get();
      if (live != null && isForeign(live)) {
        return "a Secret %s exists and is not of fleet '%s': delete it".formatted(id, fleet);
      }
      TlsEntries before = live == null ? TlsEntries.NONE : entries(live);
      TlsEntries wanted = change.of(before);
      List<String> missing = new ArrayList<>(needed);
      missing.removeAll(wanted.pairs().keySet());
      if (!missing.isEmpty()) return "the content of %s is not known".formatted(missing);
      if (live == null || !wanted.equals(before) || !Owner.owns(tenant, live)) {
        write(tenant, wanted, live);
      }
      known.put(tenantName, wanted);
      return "";
    } catch (KubernetesClientException e) {
      known.remove(tenantName);
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? "another writer changes the Secret %s at the same time".formatted(id)
          : "the API server did not take the Secret %s (HTTP %d)".formatted(id, e.getCode());
    }
  }

  private void write(Tenant tenant, TlsEntries entries, @Nullable Secret live) {
    SecretBuilder builder =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(PREFIX + name(tenant))
            .withLabels(
                Map.of(
                    Labels.FLEET,
                    fleet,
                    Labels.TENANT,
                    name(tenant),
                    Labels.MANAGED_BY,
                    Labels.OPERATOR))
            .withOwnerReferences(Owner.reference(tenant))
            .endMetadata()
            .withType("Opaque")
            .withData(data(entries));
    if (live == null) {
      client.resource(builder.build()).create();
      return;
    }
    builder
        .editMetadata()
        .withResourceVersion(live.getMetadata().getResourceVersion())
        .endMetadata();
    client.resource(builder.build()).update();
  }

  private boolean isForeign(Secret live) {
    Map<String, String> labels = live.getMetadata().getLabels();
    return labels == null || !fleet.equals(labels.get(Labels.FLEET));
  }

  private static Map<String, String> data(TlsEntries entries) {
    Map<String, String> data = new TreeMap<>();
    entries
        .files()
        .forEach((file, text) ->
            data.put(
                file,
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1))));
    return data;
  }

  private static TlsEntries entries(Secret live) {
    Map<String, String> files = new HashMap<>();
    if (live.getData() != null) {
      live.getData()
          .forEach((file, base64) ->
              files.put(
                  file,
                  new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1)));
    }
    return TlsEntries.of(files);
  }

  private static String name(Tenant tenant) {
    return tenant.getMetadata().getName();
  }
}
