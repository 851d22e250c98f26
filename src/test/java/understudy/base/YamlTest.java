package understudy.base;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class YamlTest {

    @Test
    void values_keep_their_kind_and_their_order() {
        Yaml file = Yaml.read("a.yaml", "b: text\na: 7\nc: [true, null, 1.5]\nd: {e: off, f: 0x1F}\n");

        assertEquals("{b=text, a=7, c=[true, null, 1.5], d={e=off, f=31}}", String.valueOf(file.plain()));
    }

    @Test
    void what_was_read_already_is_the_same_but_for_the_lines() {
        Yaml given = Yaml.of("seed", Json.object("{\"a\":[{\"b\":\"x\"},{\"b\":7}],\"c\":null,\"d\":true}"));

        assertAll(
                () -> assertEquals("{a=[{b=x}, {b=7}], c=null, d=true}", String.valueOf(given.plain())),
                () -> assertEquals(
                        "7",
                        given.map()
                                .get("a")
                                .list()
                                .get(1)
                                .get("b")
                                .orElseThrow()
                                .text()),
                () -> assertEquals(
                        "seed: a[1].b must be a list, it is 7",
                        assertThrows(
                                        ConfigurationError.class,
                                        () -> given.map()
                                                .get("a")
                                                .list()
                                                .get(1)
                                                .map()
                                                .get("b")
                                                .list())
                                .getMessage()),
                () -> assertEquals("a[0]", given.map().get("a").list().get(0).place()));
    }

    @Test
    void what_was_read_already_is_refused_where_a_file_would_be() {
        String deep = "[".repeat(63) + "]".repeat(63);
        assertAll(
                () -> Yaml.of("seed", Json.object("{\"a\":" + deep + "}")),
                () -> assertThrows(
                        ConfigurationError.class,
                        () -> Yaml.of("seed", Map.of("a", Json.object("{\"a\":" + deep + "}")))),
                () -> assertThrows(ConfigurationError.class, () -> Yaml.of("seed", Map.of("a", "nul\0"))),
                () -> assertThrows(ConfigurationError.class, () -> Yaml.of("seed", Map.of("nul\0", "a"))));
    }

    @Test
    void a_value_knows_its_line() {
        Yaml file = Yaml.read("a.yaml", "one: 1\ntwo:\n  - x\n  - y:\n      z: 3\n");

        assertAll(
                () -> assertEquals(2, file.map().get("two").line()),
                () -> assertEquals(3, file.map().get("two").list().get(0).line()),
                () -> assertEquals(
                        "a.yaml:5: two[1].y.z is odd",
                        file.map()
                                .get("two")
                                .list()
                                .get(1)
                                .map()
                                .get("y")
                                .map()
                                .get("z")
                                .wrong("is odd")
                                .getMessage()));
    }

    @Test
    void a_number_that_is_wanted_as_text_is_what_was_written() {
        Yaml file = Yaml.read("a.yaml", "phone: +15555550100\nzeros: 007\nsign: 1e5\n");

        assertAll(
                () -> assertEquals("+15555550100", file.map().get("phone").text()),
                () -> assertEquals("007", file.map().get("zeros").text()),
                () -> assertEquals("1e5", file.map().get("sign").text()));
    }

    @Test
    void json_is_read_too_with_tabs_escapes_and_a_byte_order_mark() {
        Yaml file = Yaml.read("a.json", "\uFEFF{\n\t\"a\":[1,\"\\u00e9\\/\\ud83d\\ude00\"],\n\t\"b\":{}\n}\n");

        assertEquals(Map.of("a", List.of(1, "é/😀"), "b", Map.of()), file.plain());
    }

    @Test
    void a_repeated_part_is_written_once() {
        Yaml file = Yaml.read("a.yaml", "base: &base {a: 1, b: 2}\nmore:\n  <<: *base\n  b: 3\nlist: [*base, *base]\n");

        assertAll(
                () -> assertEquals(
                        Map.of("a", 1, "b", 3), file.map().get("more").plain()),
                () -> assertEquals(
                        List.of(Map.of("a", 1, "b", 2), Map.of("a", 1, "b", 2)),
                        file.map().get("list").plain()));
    }

    @Test
    void an_empty_file_is_an_empty_mapping() {
        assertAll(
                () -> assertEquals(Map.of(), Yaml.read("a.yaml", "").map()),
                () -> assertEquals(
                        Map.of(), Yaml.read("a.yaml", "# only words\n").map()));
    }

    @Test
    void what_is_not_yaml_is_refused_with_its_line() {
        ConfigurationError error = refused("a: 1\nb: [1, 2\nc: 3\n");

        assertAll(
                () -> assertEquals(OptionalInt.of(3), error.line()),
                () -> assertTrue(error.getMessage().startsWith("a.yaml:3: is not YAML: "), error.getMessage()));
    }

    @Test
    void a_key_written_twice_is_refused() {
        assertEquals(
                "a.yaml:3: the key 'a' is already on line 1",
                refused("a: 1\nb: 2\na: 3\n").getMessage());
    }

    @Test
    void a_class_cannot_be_named() {
        assertEquals(
                "a.yaml:1: the tag tag:yaml.org,2002:java.net.URL is not understood",
                refused("a: !!java.net.URL http://x.test\n").getMessage());
    }

    @Test
    void depth_aliases_and_circles_cannot_exhaust_the_machine() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String[] ten = new String[10];
            Arrays.fill(ten, "*a" + (i - 1));
            laughs.append("a" + i + ": &a" + i + " [" + String.join(", ", ten) + "]\n");
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertAll(
                        () -> assertEquals(
                                "a.yaml:1: is nested deeper than 64 levels",
                                refused("[".repeat(100_000)).getMessage()),
                        () -> assertEquals(
                                "a.yaml:1: is nested deeper than 64 levels",
                                refused("a: &a [*a]").getMessage()),
                        () -> assertTrue(refused(laughs.toString()).getMessage().contains("holds more than"))));
    }

    @Test
    void a_wrong_kind_says_what_it_is() {
        Yaml file = Yaml.read("a.yaml", "a: 1\nb: [x]\nc:\n  d: yes\n");

        assertAll(
                () -> assertEquals(
                        "a.yaml:1: a must be a list, it is 1",
                        error(() -> file.map().get("a").list())),
                () -> assertEquals(
                        "a.yaml:2: b must be text, it is a list",
                        error(() -> file.map().get("b").text())),
                () -> assertEquals(
                        "a.yaml:4: c.d must be true or false, it is text",
                        error(() -> file.map().get("c").map().get("d").flag())),
                () -> assertEquals("a.yaml:1: the file must be a list, it is a mapping", error(file::list)));
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path folder) throws Exception {
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});

        assertAll(
                () -> assertEquals(
                        folder.resolve("none.yaml") + ": there is no such file",
                        error(() -> Yaml.read(folder.resolve("none.yaml")))),
                () -> assertEquals(latin + ": is not UTF-8 text", error(() -> Yaml.read(latin))));
    }

    private static ConfigurationError refused(String text) {
        return assertThrows(ConfigurationError.class, () -> Yaml.read("a.yaml", text));
    }

    private static String error(Executable action) {
        return assertThrows(ConfigurationError.class, action).getMessage();
    }
}
