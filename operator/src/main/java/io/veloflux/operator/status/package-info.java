/// From what was compiled, published and observed to the conditions that people and programs read.
///
/// - In: verdicts, a [io.veloflux.operator.publish.Publication], a
///   [io.veloflux.operator.observe.FleetView], the status that an object has now. Out: its next
///   status, written by [StatusWriter].
/// - All but [StatusWriter] and the memory of [Rollout] is pure.
/// - Must not know: the SDK, how a verdict or a configuration comes about.
@NullMarked
package io.veloflux.operator.status;

import org.jspecify.annotations.NullMarked;
