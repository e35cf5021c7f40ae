/// The operator: turns custom resources into configuration for proxies and says what became of
/// them.
///
/// - In: a Kubernetes client and [OperatorSettings]. Out: a running [Operator]; [OperatorMain] is
///   the same as a process.
/// - This package wires the others; what happens on a change is told by `reconcile`.
@NullMarked
package io.veloflux.operator;

import org.jspecify.annotations.NullMarked;
