/// The command line, and everything of VeloFlux in one process: an embedded Kubernetes API, the
/// operator, a proxy.
///
/// - In: flags and manifests. Out: a running system that talks to itself over loopback as its parts
///   do in a cluster.
/// - Must not know: how the embedded API keeps its objects, how the operator compiles, how the
///   proxy serves.
@NullMarked
package io.veloflux.standalone;

import org.jspecify.annotations.NullMarked;
