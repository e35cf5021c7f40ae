package io.veloflux.proxy.source;

import io.veloflux.proxy.config.ConfigCodec;
import io.veloflux.proxy.config.ConfigException;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies on disk of what was served last, to start from while the control plane is away.
///
/// One file for each tenant: a line `veloflux-last-good 1 OFFERED-HASH CONTENT-HASH`, then the
/// JSON. A file is written beside, forced to disk and renamed, so that there is always a whole one;
/// its content is checked against its hash.
///
/// Any thread may call it.
public final class LastGood {
  private static final Logger log = LoggerFactory.getLogger(LastGood.class);
  private static final String MAGIC = "veloflux-last-good 1";
  private static final String SUFFIX = ".last-good";

  private final Path folder;

  /// Tenant → hash of what is on disk.
  private final Map<String, String> written = new HashMap<>();

  /// @throws IOException if the folder can neither be found nor made
  public LastGood(Path folder) throws IOException {
    this.folder = folder;
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /// All copies that are whole; others are logged and left out.
  public synchronized Map<String, Offer> read() throws IOException {
    Map<String, Offer> offers = new TreeMap<>();
    for (Path file : files()) {
      try {
        Offer.Config offer = read(file);
        offers.put(offer.config().tenant(), offer);
        written.put(offer.config().tenant(), offer.hash());
      } catch (IOException | ConfigException e) {
        log.warn("not used file={} reason={}", file, e.getMessage());
      }
    }
    return offers;
  }

  private static Offer.Config read(Path file) throws IOException, ConfigException {
    byte[] bytes = Files.readAllBytes(file);
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') end++;
    String[] words = new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1);
    if (words.length != 4 || !MAGIC.equals(words[0] + " " + words[1])) {
      throw new ConfigException("not a last good copy");
    }
    byte[] json = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
    if (!ConfigCodec.hash(json).equals(words[3]))
      throw new ConfigException("its content was altered");
    return new Offer.Config(words[2], ConfigCodec.read(json));
  }

  /// Makes the copies those of what is served now; what is on disk already is not written again.
  public synchronized void keep(Map<String, Offer.Config> served) throws IOException {
    for (Map.Entry<String, Offer.Config> entry : served.entrySet()) {
      Offer.Config offer = entry.getValue();
      if (offer.hash().equals(written.get(entry.getKey()))) continue;
      write(file(entry.getKey()), offer.hash(), offer.config());
      written.put(entry.getKey(), offer.hash());
    }
    Set<Path> kept = Set.copyOf(served.keySet().stream().map(this::file).toList());
    for (Path file : files()) {
      if (!kept.contains(file)) Files.deleteIfExists(file);
    }
    written.keySet().retainAll(served.keySet());
  }

  private void write(Path file, String hash, ProxyConfig config) throws IOException {
    byte[] json = ConfigCodec.write(config);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + 128);
    bytes.write(
        "%s %s %s\n"
            .formatted(MAGIC, hash, ConfigCodec.hash(json))
            .getBytes(StandardCharsets.UTF_8));
    bytes.write(json);
    Path beside = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) channel.write(buffer);
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder)) {
      names.force(true); // the rename itself
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> entry.toString().endsWith(SUFFIX)).toList();
    }
  }

  /// A tenant's name is a DNS label; anything else is kept out of file names.
  private Path file(String tenant) {
    String name =
        tenant.matches("[a-z0-9-]{1,63}")
            ? tenant
            : "_" + ConfigCodec.hash(tenant.getBytes(StandardCharsets.UTF_8));
    return folder.resolve(name + SUFFIX);
  }
}
