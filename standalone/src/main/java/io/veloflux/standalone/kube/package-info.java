/// A small Kubernetes API server in one process: what kubectl, fabric8 and the operator SDK need of
/// one, for the kinds that VeloFlux uses and for every custom resource.
///
/// - In: HTTPS requests of clients that hold the token. Out: JSON as kube-apiserver words it;
///   objects in a data directory.
/// - [EmbeddedKubernetes] wires it. A request goes [KubernetesHttpServer] → [Router] → [Reads],
///   [Watches] or [Writes] → `store`. [GarbageCollector] reacts to what was stored.
/// - Must not know: VeloFlux's own kinds, the operator, the proxy.
@NullMarked
package io.veloflux.standalone.kube;

import org.jspecify.annotations.NullMarked;
