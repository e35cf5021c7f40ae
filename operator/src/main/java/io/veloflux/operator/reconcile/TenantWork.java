package io.veloflux.operator.reconcile;

import io.veloflux.operator.compile.CertificateSecret;
import io.veloflux.operator.compile.Claims;
import io.veloflux.operator.compile.Compilation;
import io.veloflux.operator.compile.Compiler;
import io.veloflux.operator.compile.Readings;
import io.veloflux.operator.compile.TenantInput;
import io.veloflux.operator.status.Rollout;
import io.veloflux.operator.status.Settled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is remembered of one tenant between two passes. One thread at a time.
final class TenantWork {
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LAST_PAUSE_MILLIS = 60_000;

  final String uid;
  final Rollout rollout;
  final Settled settled = new Settled();
  final Readings readings = new Readings();
  private @Nullable Versions compiledFrom;
  private @Nullable Compilation compilation;
  private int failures;

  TenantWork(String uid, Rollout rollout) {
    this.uid = uid;
    this.rollout = rollout;
  }

  /// Compiles, unless the input is what it was: an answer of a proxy is no reason to compile.
  Compilation compile(TenantInput input) {
    Versions versions = Versions.of(input);
    Compilation last = compilation;
    if (last != null && versions.equals(compiledFrom)) return last;
    // what was compiled last may be published meanwhile: the same input again, whatever was
    // published before
    if (last != null && compiledFrom != null && last.config().equals(input.previous())) {
      if (versions.equals(compiledFrom.withPrevious(last.config()))) return last;
    }
    Compilation now = Compiler.compile(input, readings);
    compiledFrom = versions;
    compilation = now;
    return now;
  }

  void succeeded() {
    failures = 0;
  }

  /// @return how long to wait until the next try: 200 ms, 400 ms, … a minute
  long failed() {
    return Math.min(LAST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures++, 16));
  }

  /// Which version of which object an input holds.
  private record Versions(
      Map<String, Version> objects,
      Map<String, CertificateSecret> certificates,
      Claims claims,
      @Nullable Object previous) {
    Versions withPrevious(Object other) {
      return new Versions(objects, certificates, claims, other);
    }

    static Versions of(TenantInput input) {
      Map<String, Version> objects = HashMap.newHashMap(input.routes().size() + 64);
      Stream.of(
              List.of(input.tenant()),
              input.loadBalancers(),
              input.pools(),
              input.backends(),
              input.routes())
          .flatMap(List::stream)
          .forEach(o ->
              objects.put(
                  o.getMetadata().getUid(),
                  new Version(o.getMetadata().getGeneration(), o.getMetadata().getLabels())));
      Stream.of(input.services(), input.endpointSlices())
          .flatMap(List::stream)
          .forEach(o ->
              objects.put(
                  o.getMetadata().getUid(),
                  new Version(o.getMetadata().getResourceVersion(), null)));
      return new Versions(objects, input.certificates(), input.claims(), input.previous());
    }
  }

  /// @param number of the object's version, or of its spec's
  private record Version(Object number, @Nullable Map<String, String> labels) {}
}
