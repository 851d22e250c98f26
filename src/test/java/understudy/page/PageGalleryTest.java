package understudy.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every page as a file in {@code target/pages}, to be looked at: serve that folder, since a page names its style from the root. */
@Tag("once")
class PageGalleryTest {

    private static final Path GALLERY = Path.of("target/pages");
    private static final String NONCE = "nonce_nonce_nonce";

    @RegisterExtension
    static final PageServer server = new PageServer();

    @Test
    void every_page_can_be_looked_at() throws IOException {
        for (Screen screen : Screen.all().toList()) {
            hang(screen + ".html", server.show(screen, screen.first()));
            if (!screen.problems().isEmpty()) {
                hang(screen + "-again.html", server.show(screen, screen.again()));
            }
        }
        hang(
                "error-page-no-session.html",
                server.show(Screen.named("error-page"), Page.of("error-page", Screen.ENGLISH, "")));
        for (Asset asset : Asset.values()) {
            hang(asset.path().substring(1), server.get(asset.path()));
        }
    }

    @Test
    void so_can_the_answers_to_an_application() throws IOException {
        Map<String, String> answer = Map.of("code", "abc", "state", "xyz");
        hang(
                "form-post.html",
                server.show(
                        "understudy/authentication/form-post",
                        Map.of(
                                "texts",
                                Screen.ENGLISH,
                                "action",
                                "http://localhost:3000/callback",
                                "fields",
                                answer,
                                "nonce",
                                NONCE)));
        for (String origin : new String[] {"http://localhost:3000", ""}) {
            hang(
                    "web-message" + (origin.isEmpty() ? "-nobody" : "") + ".html",
                    server.showInFrame(
                            "understudy/authentication/web-message",
                            Map.of(
                                    "texts",
                                    Screen.ENGLISH,
                                    "response",
                                    "{\"code\":\"abc\",\"state\":\"x\\\"yz\"}",
                                    "origin",
                                    origin,
                                    "nonce",
                                    NONCE)));
        }
    }

    private static void hang(String name, HttpResponse<String> page) throws IOException {
        assertEquals(200, page.statusCode(), name);
        Path file = GALLERY.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.body());
    }
}
