package understudy.factor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The {@code otpauth://} URI that a QR code shows to an app: whose account it is, and what the app needs to begin. */
public final class OtpauthUri {

    private OtpauthUri() {}

    /** @param parameters in the order in which apps are used to see them */
    public static String of(Desk desk, Map<String, String> parameters) {
        return "otpauth://totp/" + encoded(desk.tenantName()) + ":" + encoded(desk.account()) + "?"
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** Percent-encoding of RFC 3986: a form's {@code +} would show as a plus sign in the app. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
