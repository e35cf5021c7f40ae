package io.veloflux.standalone.kube;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.veloflux.standalone.kube.store.DataDirectoryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer meets when something is wrong with the directory or the port: one clear line.
class DataDirectoryTest {
  @TempDir private Path directory;

  private EmbeddedKubernetes start() {
    return EmbeddedKubernetes.start(new EmbeddedKubernetes.Settings(directory, 0));
  }

  private String refused() {
    DataDirectoryException failure = assertThrows(DataDirectoryException.class, this::start);
    String message = String.valueOf(failure.getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private Path database() {
    return directory.resolve("kubernetes.db");
  }

  @Test
  void keepsTheTokenTheAuthorityAndObjectsOverARestart() {
    String token;
    String authority;
    try (EmbeddedKubernetes first = start()) {
      token = first.token().secret();
      authority = first.authorityCertificate();
    }
    try (EmbeddedKubernetes second = start()) {
      assertEquals(token, second.token().secret());
      assertEquals(authority, second.authorityCertificate());
    }
  }

  @Test
  void secretsAreReadableByTheirOwnerAlone() throws IOException {
    try (EmbeddedKubernetes kubernetes = start()) {
      Set<PosixFilePermission> mine =
          Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      assertEquals(mine, Files.getPosixFilePermissions(kubernetes.kubeconfig()));
      assertEquals(mine, Files.getPosixFilePermissions(directory.resolve("token")));
      assertEquals(mine, Files.getPosixFilePermissions(directory.resolve("ca.key")));
    }
  }

  @Test
  void refusesASecondProcess() {
    try (EmbeddedKubernetes first = start()) {
      assertTrue(refused().endsWith("is in use by another process"), first.toString());
    }
  }

  @Test
  void refusesAFileThatIsNoDatabaseAndLeavesItAlone() throws IOException {
    byte[] text = "not a database, but somebody's work".repeat(100).getBytes();
    Files.write(database(), text);
    assertTrue(refused().contains("is damaged"));
    assertArrayEquals(text, Files.readAllBytes(database()));
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.createFile(database());
    assertTrue(refused().contains("is damaged"));
    assertEquals(0, Files.size(database()));
  }

  @Test
  void refusesADamagedDatabaseAndLeavesItAlone() throws IOException {
    start().close();
    byte[] bytes = Files.readAllBytes(database());
    for (int i = 4096; i < bytes.length; i++) bytes[i] = (byte) 0xA5;
    Files.write(database(), bytes);
    assertTrue(refused().contains("is damaged"));
    assertArrayEquals(bytes, Files.readAllBytes(database()));
  }

  @Test
  void refusesAnotherLayout() throws Exception {
    start().close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      connection.createStatement().execute("pragma user_version = 99");
    }
    assertTrue(refused().contains("has layout 99, this version of VeloFlux reads 1"));
  }

  @Test
  void refusesSomebodyElsesDatabase() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      connection.createStatement().execute("create table theirs (a)");
    }
    assertTrue(refused().contains("was not written by VeloFlux"));
  }

  @Test
  void namesAPortThatIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var settings = new EmbeddedKubernetes.Settings(directory, other.getLocalPort());
      PortTakenException failure =
          assertThrows(PortTakenException.class, () -> EmbeddedKubernetes.start(settings));
      assertTrue(
          String.valueOf(failure.getMessage()).contains(":" + other.getLocalPort()),
          failure.getMessage());
    }
    start().close(); // and everything was released
  }
}
