package io.veloflux.standalone.kube.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// The SQLite file: what is in it survives a crash of the process and of the machine.
///
/// One thread at a time. A write returns when it is on the disk.
final class Journal implements AutoCloseable {
  /// Tells our files from other SQLite files: "vflx".
  private static final int APPLICATION_ID = 0x76666c78;

  private static final int SCHEMA_VERSION = 1;

  private static final String[] SCHEMA = {
    """
    create table objects (
      resource text not null,
      namespace text not null,
      name text not null,
      revision integer not null,
      json blob not null,
      primary key (resource, namespace, name))
    """,
    "create table state (revision integer not null)",
    "insert into state values (1)",
    "pragma application_id = " + APPLICATION_ID,
    "pragma user_version = " + SCHEMA_VERSION,
  };

  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement remove;
  private final PreparedStatement advance;

  private Journal(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    put = connection.prepareStatement("insert or replace into objects values (?, ?, ?, ?, ?)");
    remove =
        connection.prepareStatement(
            "delete from objects where resource = ? and namespace = ? and name = ?");
    advance = connection.prepareStatement("update state set revision = ?");
  }

  /// @throws DataDirectoryException when the file is damaged, foreign, or from a newer version
  static Journal open(Path file) {
    try {
      if (!Files.exists(file)) create(file);
      if (Files.size(file) == 0)
        throw new DataDirectoryException(file + " is damaged: it is empty");
      Connection connection = connect(file);
      try {
        check(connection, file);
        return new Journal(connection);
      } catch (SQLException | DataDirectoryException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new DataDirectoryException(file + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataDirectoryException("cannot open " + file + ": " + e, e);
    }
  }

  // Under another name until it is complete: a crash in the middle leaves no half-made file.
  private static void create(Path file) throws SQLException, IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (Connection connection = connect(part);
        Statement statement = connection.createStatement()) {
      for (String sql : SCHEMA) statement.execute(sql);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static void check(Connection connection, Path file) throws SQLException {
    if (number(connection, "pragma application_id") != APPLICATION_ID) {
      throw new DataDirectoryException(file + " was not written by VeloFlux");
    }
    long version = number(connection, "pragma user_version");
    if (version != SCHEMA_VERSION) {
      throw new DataDirectoryException(
          "%s has layout %d, this version of VeloFlux reads %d"
              .formatted(file, version, SCHEMA_VERSION));
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
      String answer = result.getString(1);
      if (!answer.equals("ok")) {
        throw new DataDirectoryException(
            file + " is damaged: " + answer.lines().reduce("", (a, b) -> a + " " + b).trim());
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getLong(1);
    }
  }

  long revision() {
    try {
      return number(connection, "select revision from state");
    } catch (SQLException e) {
      throw new DataDirectoryException("cannot read the revision: " + e.getMessage(), e);
    }
  }

  void load(Consumer<StoredObject> sink) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select * from objects")) {
      while (row.next()) {
        ObjectKey key = new ObjectKey(row.getString(1), row.getString(2), row.getString(3));
        sink.accept(new StoredObject(key, row.getLong(4), row.getBytes(5)));
      }
    } catch (SQLException e) {
      throw new DataDirectoryException("cannot read objects: " + e.getMessage(), e);
    }
  }

  void put(StoredObject object) throws SQLException {
    key(put, object.key());
    put.setLong(4, object.revision());
    put.setBytes(5, object.json());
    commit(put, object.revision());
  }

  void remove(ObjectKey key, long revision) throws SQLException {
    key(remove, key);
    commit(remove, revision);
  }

  private static void key(PreparedStatement statement, ObjectKey key) throws SQLException {
    statement.setString(1, key.resource());
    statement.setString(2, key.namespace());
    statement.setString(3, key.name());
  }

  private void commit(PreparedStatement statement, long revision) throws SQLException {
    try {
      statement.executeUpdate();
      advance.setLong(1, revision);
      advance.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new DataDirectoryException("cannot close the database: " + e.getMessage(), e);
    }
  }
}
