package io.veloflux.proxy.source;

import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.pem.TlsEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One file with a [ProxyConfig] as JSON, or a folder of `*.json` files, one for each tenant. Looks
/// a few times a second whether they changed, which also notices what notifications of the file
/// system miss (mounts, links that are swapped).
///
/// - A file that is no configuration offers [Offer.Broken]: its tenant keeps what it had. So do two
///   files of one tenant.
/// - Certificates that a configuration names lie in a folder `tls` beside it, as `NAME.crt` and
///   `NAME.key`, and are followed like it. One that is missing breaks the offer.
/// - A file that is deleted takes its tenant with it; a folder or a single file that is away does
///   not.
public final class FileSource implements ConfigSource {
  private static final Logger log = LoggerFactory.getLogger(FileSource.class);
  private static final String SUFFIX = ".json";
  private static final String TLS = "tls";

  /// A file that was written that recently may be written again without a new time.
  private static final Duration TICK = Duration.ofSeconds(2);

  private final Path path;
  private final Duration pause;
  private SortedMap<Path, Seen> seen = new TreeMap<>();
  private Map<String, Offer> offered = Map.of();
  private String complaint = "";
  private @Nullable Thread thread;

  /// @param pause from one look to the next
  public FileSource(Path path, Duration pause) {
    this.path = path;
    this.pause = pause;
  }

  /// @param mark tells an unchanged file; empty when it cannot be trusted to
  /// @param tenant whose file it is: what it says, else what it said when it could be read, else
  ///   its name
  private record Seen(List<Object> mark, String tenant, Offer offer) {}

  @Override
  public synchronized void start(ConfigSink sink) {
    thread = Thread.ofVirtual().name("source " + path).start(() -> run(sink));
  }

  private void run(ConfigSink sink) {
    boolean first = true;
    try {
      while (true) {
        try {
          Map<String, Offer> changes = look();
          if (first) sink.offerAll(changes);
          else if (!changes.isEmpty()) sink.offer(changes);
          first = false;
          complain("");
        } catch (IOException e) {
          complain(e.toString());
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      log.debug("closed path={}", path);
    }
  }

  private void complain(String about) {
    if (!about.isEmpty() && !about.equals(complaint)) {
      log.warn("cannot be read, what is served stays path={} reason={}", path, about);
    }
    complaint = about;
  }

  /// @return what differs from the last look, by tenant
  private Map<String, Offer> look() throws IOException {
    SortedMap<Path, Seen> now = new TreeMap<>();
    for (Path file : files()) {
      Seen it = read(file, seen.get(file));
      if (it != null) now.put(file, it);
    }
    Map<String, Offer> offers = offers(now);
    Map<String, Offer> changes = new HashMap<>(offers);
    changes.entrySet().removeIf(entry -> entry.getValue().equals(offered.get(entry.getKey())));
    for (String tenant : offered.keySet()) {
      if (!offers.containsKey(tenant)) changes.put(tenant, new Offer.Gone());
    }
    seen = now;
    offered = offers;
    return changes;
  }

  private static Map<String, Offer> offers(SortedMap<Path, Seen> files) {
    Map<String, Offer> offers = new HashMap<>();
    Map<String, Path> owners = new HashMap<>();
    files.forEach((file, seen) -> {
      Path other = owners.putIfAbsent(seen.tenant, file);
      String both = "%s and %s are both of this tenant".formatted(other, file);
      offers.put(seen.tenant, other == null ? seen.offer : new Offer.Broken("", both));
    });
    return offers;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) throw new NoSuchFileException(path.toString());
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> entry.toString().endsWith(SUFFIX) && Files.isRegularFile(entry))
          .toList();
    }
  }

  /// @return `null` if it was deleted just now
  private static @Nullable Seen read(Path file, @Nullable Seen before) {
    String tenant = before == null ? nameOf(file) : before.tenant;
    String hash = "";
    try {
      List<Object> mark = mark(file);
      if (before != null && !mark.isEmpty() && mark.equals(before.mark) && hasSameTls(file, before))
        return before;
      byte[] json = Files.readAllBytes(file);
      hash = ConfigCodec.hash(json);
      ProxyConfig config = ConfigCodec.read(json);
      return new Seen(mark, config.tenant(), new Offer.Config(hash, config, tls(file, config)));
    } catch (NoSuchFileException e) {
      return null;
    } catch (ConfigException | IOException e) {
      return new Seen(
          List.of(), tenant, new Offer.Broken(hash, "%s: %s".formatted(file, e.getMessage())));
    }
  }

  private static boolean hasSameTls(Path file, Seen before) throws IOException, ConfigException {
    return !(before.offer instanceof Offer.Config(String _, ProxyConfig config, TlsEntries tls))
        || tls(file, config).equals(tls);
  }

  /// What the configuration in `file` names.
  private static TlsEntries tls(Path file, ProxyConfig config) throws IOException, ConfigException {
    Path folder = file.resolveSibling(TLS);
    SortedMap<String, PemPair> pairs = new TreeMap<>();
    for (String name : config.certificates()) {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
        throw new ConfigException("certificate '%s': that is no name of a file".formatted(name));
      }
      String certificates = text(folder.resolve(name + TlsEntries.CERTIFICATES));
      pairs.put(name, new PemPair(certificates, text(folder.resolve(name + TlsEntries.KEY))));
    }
    return new TlsEntries(pairs);
  }

  private static String text(Path file) throws IOException, ConfigException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1); // what is no PEM means nothing
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no %s".formatted(file), e);
    }
  }

  private static List<Object> mark(Path file) throws IOException {
    BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
    Instant written = its.lastModifiedTime().toInstant();
    if (written.isAfter(Instant.now().minus(TICK))) return List.of();
    return List.of(written, its.size(), String.valueOf(its.fileKey()));
  }

  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  @Override
  public synchronized void close() {
    if (thread != null) thread.interrupt();
  }
}
