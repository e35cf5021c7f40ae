/// The Kubernetes API of VeloFlux as records: what a user may want, with every validation, default
/// and printer column.
///
/// - In: nothing. Out: the five kinds, their words ([Reasons], [Labels]) and their YAML, generated
///   by [CrdGenerator].
/// - Must not know: proxies, compilation, any client.
@NullMarked
package io.veloflux.crd;

import org.jspecify.annotations.NullMarked;
