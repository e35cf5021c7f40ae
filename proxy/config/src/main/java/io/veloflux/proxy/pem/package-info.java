/// Certificates and private keys as people store them: PEM, in any of its forms.
///
/// - In: text of Secrets and files. Out: [io.veloflux.proxy.pem.CertifiedKey], or a sentence that
///   says what is wrong.
/// - Operator and proxy judge by the same code, so what the operator accepts a proxy can serve.
/// - Must not know: Kubernetes, TLS engines.
@NullMarked
package io.veloflux.proxy.pem;

import org.jspecify.annotations.NullMarked;
