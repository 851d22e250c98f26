package understudy.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class SubjectNameTest {

    @ParameterizedTest
    @CsvSource({
        "LocalHost,             HOST,    localhost",
        "*.auth0.test,          HOST,    *.auth0.test",
        "bücher.test,           HOST,    xn--bcher-kva.test",
        "my_service,            HOST,    my_service",
        "10.0.2.2,              ADDRESS, 10.0.2.2",
        "::1,                   ADDRESS, 0:0:0:0:0:0:0:1",
        "[::1],                 ADDRESS, 0:0:0:0:0:0:0:1",
        "FE80::A,               ADDRESS, fe80:0:0:0:0:0:0:a",
        "::ffff:127.0.0.1,      ADDRESS, 127.0.0.1",
    })
    void a_name_has_one_spelling(String given, SubjectName.Kind kind, String text) {
        assertEquals(new SubjectName(kind, text), SubjectName.of(given));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:4643",
                "https://test",
                "a b",
                "-a.test",
                "a..b",
                "*.*.test",
                "::1::2",
                "fe80::1%eth0"
            })
    void what_is_no_name_is_refused(String given) {
        assertThrows(IllegalArgumentException.class, () -> SubjectName.of(given));
    }
}
