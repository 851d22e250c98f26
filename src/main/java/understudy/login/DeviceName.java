package understudy.login;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person would call the device their browser says it runs on; only to suggest a name. */
final class DeviceName {

    /** The first word that is found counts: an Android phone says Linux, too. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("iPhone", "iPhone");
        NAMES.put("iPad", "iPad");
        NAMES.put("Macintosh", "Mac");
        NAMES.put("Android", "Android device");
        NAMES.put("CrOS", "Chromebook");
        NAMES.put("Windows", "Windows device");
        NAMES.put("Linux", "Linux device");
    }

    private DeviceName() {}

    static String of(@Nullable String userAgent) {
        return NAMES.entrySet().stream()
                .filter(entry -> userAgent != null && userAgent.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("device");
    }
}
