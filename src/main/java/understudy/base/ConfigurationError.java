package understudy.base;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a person configured cannot be used. The message says what to change and, when it stands in a file, where. */
public final class ConfigurationError extends RuntimeException {

    private final @Nullable String file;
    private final int line;

    public ConfigurationError(String message) {
        this(null, 0, message);
    }

    /** @param line counted from 1; 0 when it is the file as a whole */
    public ConfigurationError(@Nullable String file, int line, String problem) {
        super(file == null ? problem : line == 0 ? file + ": " + problem : file + ":" + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    public Optional<String> file() {
        return Optional.ofNullable(file);
    }

    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }
}
