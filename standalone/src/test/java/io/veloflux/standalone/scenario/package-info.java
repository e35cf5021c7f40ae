/// What VeloFlux promises on a Kubernetes API, written once and run against two: the real API
/// server (`*KubeIT`, with `-Pkube`) and the embedded one (`*EmbeddedTest`, in every build). What
/// holds for one must hold for the other; that comparison keeps the embedded one honest.
///
/// - In: an API server ([KubeApi]), the operator and proxies of the product, scripted backends.
/// - A scenario uses tenants of its own, so that many share one API server.
/// - Must not know: how either API server works inside.
@NullMarked
package io.veloflux.standalone.scenario;

import org.jspecify.annotations.NullMarked;
