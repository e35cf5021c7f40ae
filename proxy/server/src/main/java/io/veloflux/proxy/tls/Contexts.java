package io.veloflux.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.Security.TlsProfile;
import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.runtime.Identities;
import io.veloflux.proxy.runtime.Identity;
import java.lang.ref.Cleaner;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the TLS context of each certificate: OpenSSL's where its library can be loaded, else the
/// JDK's, which costs several times as much.
///
/// - Sessions are never resumed: tickets would outlive the key they are encrypted with, and the
///   listener they were given for.
/// - Native memory is given back once nobody holds the identity any more; connections hold their
///   share themselves.
///
/// Any thread may call it, but no event loop.
public final class Contexts implements Identities {
  /// Inside TLS; what a client must offer if it offers anything.
  static final List<String> PROTOCOLS = List.of("http/1.1");

  private static final Logger log = LoggerFactory.getLogger(Contexts.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private static final List<String> TLS13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// Mozilla's "intermediate", version 5.7, without finite-field Diffie-Hellman.
  private static final List<String> INTERMEDIATE =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final SslProvider provider;

  private Contexts(SslProvider provider) {
    this.provider = provider;
  }

  /// The fastest that there is.
  public static Contexts best() {
    if (OpenSsl.isAvailable()) return new Contexts(SslProvider.OPENSSL_REFCNT);
    log.warn("OpenSSL cannot be loaded, TLS is done by the JDK", OpenSsl.unavailabilityCause());
    return jdk();
  }

  /// The JDK's.
  public static Contexts jdk() {
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true"); // as OpenSSL does
    return new Contexts(SslProvider.JDK);
  }

  public boolean isNative() {
    return provider != SslProvider.JDK;
  }

  @Override
  public Identity of(CertifiedKey key, TlsProfile profile) throws ConfigException {
    try {
      SslContext context =
          SslContextBuilder.forServer(key.key(), key.chain())
              .sslProvider(provider)
              .protocols(versions(profile))
              .ciphers(ciphers(profile), SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      PROTOCOLS))
              .build();
      if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
      }
      Identity identity = new ServedIdentity(key, context);
      CLEANER.register(identity, () -> ReferenceCountUtil.release(context));
      return identity;
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigException("the %s cannot be served: %s".formatted(key, e.getMessage()), e);
    }
  }

  private static List<String> versions(TlsProfile profile) {
    return switch (profile) {
      case MODERN -> List.of("TLSv1.3");
      case INTERMEDIATE -> List.of("TLSv1.3", "TLSv1.2");
    };
  }

  private static List<String> ciphers(TlsProfile profile) {
    return switch (profile) {
      case MODERN -> TLS13;
      case INTERMEDIATE -> INTERMEDIATE;
    };
  }
}
