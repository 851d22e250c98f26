package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class LocalNamesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "localhost, true",
        "127.0.0.1, true",
        "[::1], true",
        "t1.localhost, true",
        "tenant.auth0.test, true",
        "host.docker.internal, true",
        "understudy, true",
        "login.mine.dev, true",
        "rebound.attacker.com, false",
        "127.0.0.1.attacker.com, false",
        "localhost.attacker.com, false",
    })
    void the_lab_answers_under_names_that_no_stranger_can_point_here(String name, boolean answered) {
        assertEquals(answered, new LocalNames(Set.of("login.mine.dev")).contain(name));
    }
}
