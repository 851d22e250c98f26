package understudy.page;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import understudy.base.Hash;

/** A file that pages load. Its address changes with its content, so a browser may keep it for as long as it likes. */
public enum Asset {
    STYLE("page.css", "text/css; charset=utf-8"),
    SCRIPT("page.js", "text/javascript; charset=utf-8"),
    MARK("mark.svg", "image/svg+xml");

    private static final int ENOUGH_OF_THE_HASH = 16;

    private final byte[] content;
    private final String type;
    private final String path;

    Asset(String file, String type) {
        this.content = read(file);
        this.type = type;
        String hash = HexFormat.of().formatHex(Hash.digest("SHA-256", content)).substring(0, ENOUGH_OF_THE_HASH);
        this.path = Pages.ASSETS + hash + "/" + file;
    }

    /** Where it is loaded from. */
    public String path() {
        return path;
    }

    void register(RoutesConfig routes) {
        routes.get(
                path,
                http -> http.header("Cache-Control", "public, max-age=31536000, immutable")
                        .header("X-Content-Type-Options", "nosniff")
                        .contentType(type)
                        .result(content));
    }

    private static byte[] read(String file) {
        try (@Nullable InputStream found = Asset.class.getResourceAsStream(file)) {
            if (found == null) {
                throw new IllegalStateException("not in the jar: " + file);
            }
            return found.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
