/// The benchmarks of `bench/run`. Each is bounded, prints its progress, and ends with one line of
/// JSON.
///
/// - In: a kubeconfig where one is needed. Out: figures.
/// - Must not know: how the parts work; they run as their users run them.
@NullMarked
package io.veloflux.bench;

import org.jspecify.annotations.NullMarked;
