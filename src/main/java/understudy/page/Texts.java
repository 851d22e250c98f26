package understudy.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What pages say in one language: a file {@code texts_<language tag>.properties} beside this class is a language. */
public final class Texts {

    private static final String ENGLISH = "en";
    private static final int LOCALES_LOOKED_AT = 10;
    private static final Map<String, Texts> READ = new ConcurrentHashMap<>();

    private final String lang;
    private final Map<String, String> texts;

    private Texts(String lang, Map<String, String> texts) {
        this.lang = lang;
        this.texts = texts;
    }

    /**
     * The first language we have of those a person reads; English when there is none.
     *
     * @param uiLocales language tags in order of preference, separated by spaces; anything else is passed over
     */
    public static Texts of(String uiLocales) {
        return Arrays.stream(uiLocales.split(" +"))
                .limit(LOCALES_LOOKED_AT)
                .flatMap(Texts::fromExactToGeneral)
                .flatMap(tag -> in(tag).stream())
                .findFirst()
                .orElseGet(Texts::english);
    }

    public static Texts english() {
        return in(ENGLISH).orElseThrow();
    }

    /** The language, as HTML names it. */
    public String lang() {
        return lang;
    }

    /** @throws IllegalArgumentException when there is no such text */
    public String text(String key) {
        return first(key);
    }

    /** The text of the first key that has one; in English when this language lacks all of them. */
    String first(String... keys) {
        return Stream.of(this, english())
                .flatMap(language -> Arrays.stream(keys).flatMap(key -> language.find(key).stream()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no text for " + String.join(" or ", keys)));
    }

    private Optional<String> find(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    /** {@code zh-Hant-TW}, {@code zh-Hant}, {@code zh}, written as the files are; nothing for what is no language tag. */
    private static Stream<String> fromExactToGeneral(String tag) {
        String canonical = Locale.forLanguageTag(tag).toLanguageTag();
        return canonical.equals("und")
                ? Stream.empty()
                : Stream.iterate(
                        canonical, one -> !one.isEmpty(), one -> one.substring(0, Math.max(0, one.lastIndexOf('-'))));
    }

    private static Optional<Texts> in(String lang) {
        return Optional.ofNullable(READ.computeIfAbsent(lang, Texts::readIfThere));
    }

    private static @Nullable Texts readIfThere(String lang) {
        URL file = Texts.class.getResource("texts_" + lang + ".properties");
        return file == null ? null : read(lang, file);
    }

    private static Texts read(String lang, URL file) {
        Properties texts = new Properties();
        try (InputStreamReader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Texts(
                lang,
                texts.stringPropertyNames().stream()
                        .collect(Collectors.toUnmodifiableMap(key -> key, texts::getProperty)));
    }
}
