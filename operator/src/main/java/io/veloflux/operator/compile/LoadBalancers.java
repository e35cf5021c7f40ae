package io.veloflux.operator.compile;

import io.veloflux.crd.Labels;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.LoadBalancer.ListenerTimeouts;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ListenerConfig.ClientAddress;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's LoadBalancers: which listeners they want, be they free or not.
final class LoadBalancers {
  static final int MAX_LISTENERS = 16;
  static final int MAX_TRUSTED = 64;
  static final int MAX_CERTIFICATES = 8;

  private final FleetSettings fleet;
  private final LastGood lastGood;
  private final CertificateRefs certificates;

  LoadBalancers(FleetSettings fleet, LastGood lastGood, CertificateRefs certificates) {
    this.fleet = fleet;
    this.lastGood = lastGood;
    this.certificates = certificates;
  }

  /// Oldest first, which is the order in which they get ports.
  List<LoadBalancerDraft> read(List<LoadBalancer> loadBalancers) {
    List<LoadBalancerDraft> drafts = new ArrayList<>();
    boolean haveDefault = false;
    for (LoadBalancer loadBalancer : Age.oldestFirst(loadBalancers)) {
      boolean isDefault = !haveDefault && isLabelledDefault(loadBalancer);
      haveDefault |= isDefault;
      drafts.add(read(loadBalancer, isDefault));
    }
    return drafts;
  }

  private LoadBalancerDraft read(LoadBalancer loadBalancer, boolean isDefault) {
    Age age = Age.of(loadBalancer);
    boolean refers = !Compiler.certificates(List.of(loadBalancer)).isEmpty();
    Judgement judgement =
        refers
            ? Judgement.ofReferring("LoadBalancer", loadBalancer)
            : Judgement.of("LoadBalancer", loadBalancer);
    String id = "loadbalancer/" + age.namespace() + "/" + age.name();
    Reading reading = new Reading();
    List<ListenerConfig> listeners = listeners(reading, judgement, id, loadBalancer.getSpec());
    if (!reading.isSound()) {
      listeners = lastGood.listeners(id);
      judgement.invalid(reading, !listeners.isEmpty());
    }
    List<ListenerDraft> drafts =
        listeners.stream().map(l -> new ListenerDraft(socket(l, isDefault), isDefault)).toList();
    return new LoadBalancerDraft(age, isDefault, judgement, drafts);
  }

  private List<ListenerConfig> listeners(
      Reading reading, Judgement judgement, String id, LoadBalancer.@Nullable Spec spec) {
    if (spec == null) {
      reading.wrong("spec", "is missing");
      return List.of();
    }
    ClientAddress clients = new ClientAddress(trusted(reading, spec.trustedProxies()));
    List<LoadBalancer.Listener> wanted =
        reading.list("spec.listeners", spec.listeners(), MAX_LISTENERS);
    if (wanted.isEmpty()) reading.wrong("spec.listeners", "is empty");
    Set<String> names = new HashSet<>();
    Set<Map.Entry<Integer, String>> sockets = new HashSet<>();
    Map<Integer, Boolean> secure = new HashMap<>();
    List<ListenerConfig> listeners = new ArrayList<>();
    for (LoadBalancer.Listener listener : wanted) {
      ListenerConfig config = listener(reading, judgement, id, listener, clients);
      listeners.add(config);
      if (!isSecure(config).equals(secure.computeIfAbsent(config.port(), _ -> isSecure(config)))) {
        reading.wrong("spec.listeners", "has two listeners of one port and different protocols");
      }
      if (!names.add(config.name()))
        reading.wrong("spec.listeners", "has two listeners of one name");
      if (!sockets.add(Map.entry(config.port(), config.hostname()))) {
        reading.wrong("spec.listeners", "has two listeners of one port and hostname");
      }
    }
    return listeners;
  }

  private static Boolean isSecure(ListenerConfig listener) {
    return listener.security() instanceof Security.Terminate;
  }

  private ListenerConfig listener(
      Reading reading,
      Judgement judgement,
      String id,
      LoadBalancer.Listener listener,
      ClientAddress clients) {
    String name = reading.required("spec.listeners[].name", listener.name());
    int port = reading.required("spec.listeners[].port", listener.port(), 1, 65535);
    String hostname = listener.hostname() == null ? Hostnames.ANY : listener.hostname();
    if (!hostname.isEmpty() && !Hostnames.isValid(hostname)) {
      reading.wrong(
          "spec.listeners[].hostname",
          "is %s, which is no hostname".formatted(Reading.quote(hostname)));
    }
    return new ListenerConfig(
        id + "/" + name,
        port,
        port,
        hostname,
        security(reading, judgement, listener, name, hostname),
        new Traffic.Http(List.of()),
        limits(reading, listener.timeouts()),
        clients);
  }

  private Security security(
      Reading reading,
      Judgement judgement,
      LoadBalancer.Listener listener,
      String name,
      String hostname) {
    LoadBalancer.Protocol protocol =
        reading.word(
            "spec.listeners[].protocol",
            listener.protocol(),
            LoadBalancer.Protocol.DEFAULT,
            LoadBalancer.Protocol.Unknown);
    LoadBalancer.TlsProfile profile =
        reading.word(
            "spec.listeners[].tlsProfile",
            listener.tlsProfile(),
            LoadBalancer.TlsProfile.DEFAULT,
            LoadBalancer.TlsProfile.Unknown);
    List<String> names =
        reading.list("spec.listeners[].certificates", listener.certificates(), MAX_CERTIFICATES);
    boolean secure = protocol == LoadBalancer.Protocol.HTTPS;
    if (secure == names.isEmpty()) {
      reading.wrong(
          "spec.listeners[].certificates", secure ? "is empty" : "is only for protocol HTTPS");
    }
    if (!secure) return new Security.Cleartext();
    return new Security.Terminate(
        certificates.resolve(names, name, hostname, judgement),
        profile == LoadBalancer.TlsProfile.Modern
            ? Security.TlsProfile.MODERN
            : Security.TlsProfile.INTERMEDIATE);
  }

  private static ListenerLimits limits(Reading reading, @Nullable ListenerTimeouts given) {
    ListenerTimeouts timeouts = given == null ? new ListenerTimeouts(null, null) : given;
    return new ListenerLimits(
        reading.millis(
            "spec.listeners[].timeouts.header",
            timeouts.header(),
            ListenerTimeouts.HEADER,
            Duration.ofMillis(1),
            Reading.LONGEST),
        reading.millis(
            "spec.listeners[].timeouts.idle",
            timeouts.idle(),
            ListenerTimeouts.IDLE,
            Duration.ofMillis(1),
            Reading.LONGEST),
        ListenerLimits.DEFAULT.headBytes());
  }

  private static List<String> trusted(Reading reading, @Nullable List<String> cidrs) {
    List<String> trusted = reading.list("spec.trustedProxies", cidrs, MAX_TRUSTED);
    for (String cidr : trusted) {
      if (!Addresses.isCidr(cidr)) {
        reading.wrong(
            "spec.trustedProxies",
            "has %s, which is no range such as 10.0.0.0/8".formatted(Reading.quote(cidr)));
      }
    }
    return trusted.stream().sorted().distinct().toList();
  }

  /// The port that the proxies open: 0 for one that the fleet does not share.
  private ListenerConfig socket(ListenerConfig listener, boolean shared) {
    Integer bindPort =
        shared ? fleet.sharedPorts().get(listener.port()) : Integer.valueOf(listener.port());
    return new ListenerConfig(
        listener.name(),
        bindPort == null ? 0 : bindPort,
        listener.port(),
        listener.hostname(),
        listener.security(),
        new Traffic.Http(List.of()),
        listener.limits(),
        listener.clientAddress());
  }

  private static boolean isLabelledDefault(LoadBalancer loadBalancer) {
    Map<String, String> labels = loadBalancer.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(Labels.DEFAULT));
  }
}
