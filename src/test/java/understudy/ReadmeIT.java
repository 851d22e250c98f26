package understudy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.Jar.Ended;
import understudy.base.Json;

/** What the README shows is run as it stands: the shell by a shell, the Java by a compiler and a JVM. */
class ReadmeIT {

    @TempDir
    private Path folder;

    @Test
    void its_shell_commands_lead_to_a_token_that_says_mfa() throws IOException {
        List<String> blocks = blocks("sh");
        try (Jar server = Jar.serving(folder)) {
            List<Ended> ended = blocks.stream()
                    .map(block -> block.replace("target/understudy.jar", Jar.FILE.toString())
                            .replace("4600", String.valueOf(server.port()))
                            .replace("4643", String.valueOf(server.httpsPort())))
                    .map(block -> Jar.execute(folder, List.of("bash", "-u", "-c", block), Duration.ofSeconds(60)))
                    .toList();
            List<String> walk = ended.get(0).out().lines().toList();
            Map<String, Object> claims = Json.object(walk.get(walk.size() - 1).getBytes(StandardCharsets.UTF_8));
            assertAll(
                    () -> assertTrue(((List<?>) claims.get("amr")).contains("mfa"), claims::toString),
                    () -> assertEquals("auth0|alice", claims.get("sub")));
            for (Ended block : ended) {
                assertAll(
                        () -> assertEquals(0, block.exit(), block.err()),
                        () -> assertEquals("", block.err()),
                        () -> assertTrue(!block.out().contains("urn:understudy:lab:"), block.out()));
            }
            assertTrue(ended.get(3).out().contains("\"access_token\":"), "the code of the text message was taken");
            assertTrue(ended.get(1).out().contains("\"issuer\":\"https://localhost:" + server.httpsPort() + "/\""));
        }
    }

    @Test
    void its_java_test_passes() throws Exception {
        Path source = folder.resolve("SecondFactorTest.java");
        Files.writeString(source, blocks("java").get(0));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, failed);
        URL[] compiled = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(compiled, ReadmeIT.class.getClassLoader())) {
            Class<?> test = loader.loadClass("SecondFactorTest");
            Method method = test.getDeclaredMethod("a_password_alone_is_not_enough");
            method.setAccessible(true);
            var constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            method.invoke(constructor.newInstance());
        }
    }

    @Test
    void it_shows_the_two_commands() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertAll(
                () -> assertTrue(readme.contains("\nmvn -q -DskipTests package && java -jar target/understudy.jar\n")),
                () -> assertTrue(readme.contains("\nmvn verify\n")));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
