/// JSON trees as the embedded API server handles them: reading, patching, asking by path.
///
/// - In: bytes, trees, patches. Out: trees; a [BadPatch] when a patch does not fit.
/// - Pure: no clock, no I/O.
/// - Must not know: HTTP, storage, kinds.
@NullMarked
package io.veloflux.standalone.kube.json;

import org.jspecify.annotations.NullMarked;
