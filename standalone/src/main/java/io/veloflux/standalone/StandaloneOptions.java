package io.veloflux.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The flags that `standalone` and `demo` share.
final class StandaloneOptions {
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description =
          "Manifests to apply at the start, files or folders; may be given several times. What is not in them stays"
              + " as it is.")
  private List<Path> manifests = new ArrayList<>();

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      converter = Address.class,
      description =
          "Where clients reach the proxy; 0.0.0.0 for every address of the machine. Default: ${DEFAULT-VALUE}.")
  private InetAddress bind = InetAddress.getLoopbackAddress();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "10080",
      converter = Port.class,
      description =
          "Serves port 80 of the tenants' default load balancers. Default: ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      defaultValue = "10443",
      converter = Port.class,
      description =
          "Serves port 443 of the tenants' default load balancers. Default: ${DEFAULT-VALUE}.")
  private int httpsPort;

  @Option(
      names = "--api-bind",
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      converter = Address.class,
      description = "Where kubectl reaches the Kubernetes API. Default: ${DEFAULT-VALUE}.")
  private InetAddress apiBind = InetAddress.getLoopbackAddress();

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "16443",
      converter = Port.class,
      description = "Port of the Kubernetes API. Default: ${DEFAULT-VALUE}.")
  private int apiPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "9901",
      converter = Port.class,
      description =
          "Health, state and metrics of the proxy, on loopback. Default: ${DEFAULT-VALUE}.")
  private int adminPort;

  @Option(
      names = "--operator-port",
      paramLabel = "PORT",
      defaultValue = "9902",
      converter = Port.class,
      description = "Health and metrics of the operator, on loopback. Default: ${DEFAULT-VALUE}.")
  private int operatorPort;

  List<Path> manifests() {
    return manifests;
  }

  StandaloneSettings settings(Path dataDirectory) {
    return new StandaloneSettings(
        dataDirectory.toAbsolutePath().normalize(),
        bind,
        httpPort,
        httpsPort,
        apiBind,
        apiPort,
        adminPort,
        operatorPort);
  }

  /// What will be opened, with the flag that changes it.
  List<Ports.Wanted> ports() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return List.of(
        new Ports.Wanted("--http-port", bind, httpPort),
        new Ports.Wanted("--https-port", bind, httpsPort),
        new Ports.Wanted("--api-port", apiBind, apiPort),
        new Ports.Wanted("--admin-port", loopback, adminPort),
        new Ports.Wanted("--operator-port", loopback, operatorPort));
  }

  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 1 && port <= 65535) return port;
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException("'%s' is no port, 1 to 65535".formatted(text));
    }
  }

  static final class Address implements ITypeConverter<InetAddress> {
    @Override
    public InetAddress convert(String text) {
      try {
        return InetAddress.getByName(text);
      } catch (UnknownHostException e) {
        throw new TypeConversionException("'%s' is no address of this machine".formatted(text));
      }
    }
  }
}
