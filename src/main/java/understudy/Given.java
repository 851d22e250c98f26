package understudy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import understudy.base.ConfigurationError;
import understudy.base.Nearest;
import understudy.base.Yaml;

/** What was given: on the command line, in the environment, in a file. The first of them that says something wins. */
final class Given {

    private static final String FILE = "understudy.yaml";
    private static final String CONFIG_FILE = "UNDERSTUDY_CONFIG_FILE";
    private static final String CONFIG = "UNDERSTUDY_CONFIG";

    private final Map<String, List<String>> flags;
    private final Map<String, String> environment;
    private final Path folder;
    private final Optional<Path> configFile;
    private final Yaml file;

    /**
     * @param flags name without dashes to its values ({@code port} to {@code 4600}); a switch has {@code true}
     * @param folder where paths of flags and variables begin
     */
    Given(Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
        this.flags = flags;
        this.environment = environment;
        this.folder = folder;
        this.configFile = configFile();
        this.file = configFile
                .map(Yaml::read)
                .or(() -> variable(CONFIG).map(text -> Yaml.read(CONFIG, text)))
                .orElseGet(() -> Yaml.read(FILE, ""));
        refuseUnknownKeys();
    }

    Optional<Path> config() {
        return configFile;
    }

    Optional<GivenValue> value(Setting setting) {
        return setting.contrary().isPresent() ? either(setting) : value(setting.flag(), setting.variable(), setting);
    }

    List<GivenValue> values(Setting setting) {
        List<GivenValue> given = setting.flag().map(flags::get).orElse(List.of()).stream()
                .map(text -> new GivenValue(text, "--" + setting.flag().orElseThrow(), folder, Optional.empty()))
                .toList();
        if (given.isEmpty()) {
            given = setting.variable().flatMap(name -> variable(name)).stream()
                    .flatMap(text -> Arrays.stream(text.split(",")))
                    .map(text ->
                            new GivenValue(text.strip(), setting.variable().orElseThrow(), folder, Optional.empty()))
                    .toList();
        }
        return given.isEmpty() ? valuesInFile(setting) : given;
    }

    Optional<Yaml> node(Setting setting) {
        return file.get(setting.key);
    }

    private List<GivenValue> valuesInFile(Setting setting) {
        return file.get(setting.key).stream()
                .flatMap(list -> list.list().stream())
                .map(item -> new GivenValue(item.text(), setting.key, folderOfFile(), Optional.of(item)))
                .toList();
    }

    private Optional<GivenValue> value(Optional<String> flag, Optional<String> variable, Setting setting) {
        return first(
                () -> flag.flatMap(this::onCommandLine),
                () -> variable.flatMap(this::inEnvironment),
                () -> setting.inFile() ? inFile(setting.key) : Optional.empty());
    }

    /** A switch with a contrary: whichever of the two is nearest, the contrary turned round. */
    private Optional<GivenValue> either(Setting setting) {
        String name = setting.key;
        String contrary = setting.contrary().orElseThrow();
        return first(
                () -> oneOf(name, contrary, this::onCommandLine),
                () -> oneOf(Setting.variable(name), Setting.variable(contrary), this::inEnvironment),
                () -> oneOf(name, contrary, this::inFile));
    }

    private static Optional<GivenValue> oneOf(
            String name, String contrary, Function<String, Optional<GivenValue>> place) {
        Optional<GivenValue> said = place.apply(name);
        Optional<GivenValue> denied = place.apply(contrary);
        if (said.isPresent() && denied.isPresent()) {
            throw said.get().wrong("and " + denied.get().name() + " were both given: keep one of them");
        }
        return said.or(() -> denied.map(Given::turned));
    }

    private static GivenValue turned(GivenValue value) {
        return switch (value.text()) {
            case "true" -> new GivenValue("false", value.name(), value.base(), value.node());
            case "false" -> new GivenValue("true", value.name(), value.base(), value.node());
            default -> throw value.mustBe("true or false");
        };
    }

    @SafeVarargs
    private static Optional<GivenValue> first(Supplier<Optional<GivenValue>>... places) {
        return Stream.of(places).map(Supplier::get).flatMap(Optional::stream).findFirst();
    }

    private Optional<GivenValue> onCommandLine(String name) {
        return Optional.ofNullable(flags.get(name))
                .map(values -> new GivenValue(values.get(values.size() - 1), "--" + name, folder, Optional.empty()));
    }

    private Optional<GivenValue> inEnvironment(String name) {
        return variable(name).map(text -> new GivenValue(text, name, folder, Optional.empty()));
    }

    private Optional<GivenValue> inFile(String key) {
        return file.get(key).map(node -> new GivenValue(node.written(), key, folderOfFile(), Optional.of(node)));
    }

    /** A variable that is there and empty was not given: Compose passes those. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                // Kubernetes puts UNDERSTUDY_PORT=tcp://10.0.0.7:4600 into every pod beside a service of that name
                .filter(text -> !(name.equals("UNDERSTUDY_PORT") && text.startsWith("tcp://")));
    }

    private Optional<Path> configFile() {
        Optional<Path> named = onCommandLine(Setting.CONFIG.key)
                .or(() -> inEnvironment(CONFIG_FILE))
                .map(GivenValue::path);
        if (named.isPresent()) {
            if (!flags.containsKey(Setting.CONFIG.key) && variable(CONFIG).isPresent()) {
                throw new ConfigurationError(CONFIG_FILE + " and " + CONFIG + " were both given: keep one of them");
            }
            return named;
        }
        return variable(CONFIG).isPresent()
                ? Optional.empty()
                : Optional.of(folder.resolve(FILE)).filter(Files::exists);
    }

    private Path folderOfFile() {
        return configFile.map(path -> path.getParent()).orElse(folder);
    }

    private void refuseUnknownKeys() {
        List<String> known = Setting.keysInFile();
        file.map().forEach((key, value) -> {
            if (!known.contains(key)) {
                throw value.here("unknown key '" + key + "'" + Nearest.hint(key, known));
            }
        });
    }
}
