package understudy.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may never be on a page, whatever somebody typed or is called. */
@Tag("once")
class PageSafetyTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @RegisterExtension
    static final PageServer server = new PageServer();

    static Stream<Screen> screens() {
        return Screen.all();
    }

    @ParameterizedTest
    @MethodSource("screens")
    void nothing_in_a_page_needs_a_looser_policy(Screen screen) {
        HttpResponse<String> answer = server.show(screen, screen.again());
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        List<String> offenders = server.document(answer).getAllElements().stream()
                .flatMap(element -> element.attributes().asList().stream()
                        .map(Attribute::getKey)
                        .filter(name -> name.equals("style") || name.startsWith("on"))
                        .map(name -> element.tagName() + " " + name))
                .toList();
        assertAll(
                () -> assertEquals(List.of(), offenders),
                () -> assertEquals(
                        List.of(),
                        server.document(answer)
                                .select("script:not([src]), style, iframe, object")
                                .eachAttr("outerHTML")),
                () -> assertEquals(
                        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                                + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
                        policy),
                () -> assertEquals(
                        "no-store", answer.headers().firstValue("Cache-Control").orElse("")),
                () -> assertEquals(
                        "nosniff",
                        answer.headers().firstValue("X-Content-Type-Options").orElse("")),
                () -> assertEquals(
                        "text/html;charset=utf-8",
                        answer.headers()
                                .firstValue("Content-Type")
                                .orElse("")
                                .toLowerCase(Locale.ROOT)
                                .replace(" ", "")));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void whatever_somebody_typed_or_is_called_stays_text(Screen screen) throws IOException {
        Page harmless = screen.again();
        List<String> shape = shape(server.document(screen, with("harmless", harmless)));
        for (String payload : payloads()) {
            Document page = server.document(screen, with(payload, harmless));
            assertAll(
                    payload,
                    () -> assertEquals(shape, shape(page)),
                    () -> assertTrue(page.select("input[name=state]").eachAttr("value").stream()
                            .allMatch(payload::equals)),
                    () -> assertEquals(
                            payload, page.select("#prompt-logo-center").attr("alt")));
        }
    }

    @Test
    void no_template_writes_anything_unescaped() throws IOException {
        for (Path template : templates()) {
            assertFalse(Files.readString(template).contains("$unsafe"), template.toString());
        }
    }

    @Test
    void templates_are_classes_when_the_server_starts() throws IOException {
        for (Path template : templates()) {
            String resource = "/" + RESOURCES.relativize(template);
            assertEquals(null, PagesTest.class.getResource(resource), resource + " would be read at run time");
        }
    }

    @Test
    void a_template_that_is_not_there_is_our_mistake() {
        assertThrows(
                RuntimeException.class,
                () -> new Pages().show(null, 200, "understudy/login/no-such-page", Page.of("x", Screen.ENGLISH, "")));
    }

    @ParameterizedTest
    @MethodSource("screens")
    void a_page_loads_nothing_but_what_is_here(Screen screen) {
        Document page = server.document(screen, screen.first());
        for (Element loads : page.select("link, script, img")) {
            String path = loads.hasAttr("href") ? loads.attr("href") : loads.attr("src");
            if (!path.startsWith("data:")) {
                HttpResponse<String> asset = server.get(path);
                assertAll(
                        path,
                        () -> assertEquals(200, asset.statusCode()),
                        () -> assertEquals(
                                "public, max-age=31536000, immutable",
                                asset.headers().firstValue("Cache-Control").orElse("")));
            }
        }
    }

    @Test
    void the_address_of_an_asset_is_not_a_file_name_anybody_may_choose() {
        String folder = Asset.STYLE.path().substring(0, Asset.STYLE.path().lastIndexOf('/') + 1);
        assertAll(
                () -> assertEquals(
                        404, server.get(folder + "texts_en.properties").statusCode()),
                () -> assertEquals(404, server.get("/u/assets/page.css").statusCode()));
    }

    static List<String> payloads() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/payloads/xss.txt"));
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(".jte")).toList();
        }
    }

    /** The page with this word wherever a stranger's words may come to stand. */
    private static Page with(String word, Page page) {
        UnaryOperator<Map<String, String>> said = map ->
                map.keySet().stream().collect(Collectors.toMap(key -> key, key -> key.equals("qr_uri") ? "x" : word));
        return new Page(
                page.screen(),
                page.texts(),
                word,
                said.apply(page.typed()),
                page.problems(),
                said.apply(page.shown()),
                page.offers(),
                page.choices().stream()
                        .map(choice -> new Choice("otp::" + word, word))
                        .toList(),
                page.links());
    }

    /** Elements and the names of their attributes, in order. */
    private static List<String> shape(Document page) {
        return page.getAllElements().stream()
                .filter(element -> !element.parents().is("#text-code")) // as many groups as it takes
                .map(element -> element.tagName()
                        + element.attributes().asList().stream()
                                .map(Attribute::getKey)
                                .toList())
                .toList();
    }
}
