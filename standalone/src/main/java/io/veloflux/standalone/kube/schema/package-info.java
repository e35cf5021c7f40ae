/// What an API server knows of a kind from its `openAPIV3Schema`: which fields exist, their
/// defaults, what is valid.
///
/// - In: the schema of a CustomResourceDefinition and objects as Jackson trees. Out: changed trees
///   and [Cause]s, worded as kube-apiserver words them, so that nobody sees which of the two
///   answered.
/// - Pure: no clock, no I/O. A schema is read and its rules are compiled once; then any thread may
///   use it.
/// - Must not know: HTTP, storage, field managers.
@NullMarked
package io.veloflux.standalone.kube.schema;

import org.jspecify.annotations.NullMarked;
