package understudy.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the tables up to date from {@code db/migrations}. A database that lasts is Flyway's; one in memory is always empty, so
 * its files are simply run in order, and one already at the newest version is left alone: neither waits for Flyway's scan.
 */
final class Migrations {

    private static final String FOLDER = "db/migrations";

    private Migrations() {}

    static void bringUpToDate(DataSource database, boolean inMemory) {
        List<String> files = files();
        if (inMemory) {
            runAll(database, files);
        } else if (!isAt(version(files.get(files.size() - 1)), database)) {
            Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:" + FOLDER)
                    .load()
                    .migrate();
        }
    }

    private static void runAll(DataSource database, List<String> files) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String file : files) {
                statement.execute(text(file));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the migrations do not run: " + e.getMessage(), e);
        }
    }

    private static boolean isAt(int newest, DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from flyway_schema_history where success and version = '%03d'"
                                .formatted(newest))) {
            return rows.next() && rows.getInt(1) == 1;
        } catch (SQLException e) {
            return false; // no history yet: Flyway makes it
        }
    }

    private static int version(String file) {
        return Integer.parseInt(file.substring(1, file.indexOf("__")));
    }

    private static String text(String file) {
        try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(FOLDER + "/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files' names in order, read from wherever these classes were loaded from. */
    private static List<String> files() {
        try {
            URI home = Migrations.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path place = Path.of(home);
            try (Stream<String> names = Files.isDirectory(place) ? inFolder(place) : inJar(place)) {
                return names.filter(name -> name.endsWith(".sql")).sorted().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> inFolder(Path classes) throws IOException {
        return Files.list(classes.resolve(FOLDER))
                .map(file -> file.getFileName().toString());
    }

    private static Stream<String> inJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(FOLDER + "/"))
                    .map(name -> name.substring(FOLDER.length() + 1))
                    .toList()
                    .stream();
        }
    }
}
