/// Keeps objects: in memory for reading, in an SQLite file so that a crash loses nothing.
///
/// - In: objects as Jackson trees under an [ObjectKey], with the revision that they replace. Out:
///   what was stored, consistent lists, and for each resource a log of events from which watches
///   read.
/// - One process per file; any thread may call a [Store].
/// - Must not know: HTTP, kinds and their schemas.
@NullMarked
package io.veloflux.standalone.kube.store;

import org.jspecify.annotations.NullMarked;
