/// Who owns which field of an object (`metadata.managedFields`), and server-side apply.
///
/// - In: objects as Jackson trees, what is known of their lists ([ListTypes]), who writes
///   ([Manager]). Out: merged trees with their managers recorded, or a [FieldConflict].
/// - Pure: no clock, no I/O.
/// - Must not know: HTTP, storage, validation.
@NullMarked
package io.veloflux.standalone.kube.fields;

import org.jspecify.annotations.NullMarked;
