package understudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import understudy.tenant.Profile.Rule;

/** What the documents list is what the code has: a row each, in the same words. */
@Tag("once")
class DocsTest {

    private static final Path DOCS = Path.of("src/docs");

    @Test
    void the_page_of_profiles_has_a_row_for_each_rule() throws IOException {
        List<String> rows = Arrays.stream(Rule.values()).map(DocsTest::row).toList();
        assertEquals(rows, rows("profiles.md", "\\| `[a-z-]+` \\|.*").subList(0, rows.size()));
    }

    @Test
    void the_page_of_settings_has_a_row_for_each_setting() throws IOException {
        List<String> rows = Arrays.stream(Setting.values()).map(DocsTest::row).toList();
        assertEquals(String.join("\n", rows), String.join("\n", rows("settings.md", "\\| (`[a-z-]+`|–) \\|.*")));
    }

    @Test
    void the_page_of_the_lab_has_a_row_for_each_route() throws IOException {
        List<String> rows = rows("lab.md", "\\| `[A-Z]+ /.*");
        TreeSet<String> documented = new TreeSet<>();
        rows.forEach(row -> documented.add(row.split("`")[1]));
        assertEquals(String.join("\n", labRoutes()), String.join("\n", documented));
    }

    @Test
    void every_link_between_the_documents_leads_somewhere() throws IOException {
        for (Path page : List.of(Path.of("README.md"), DOCS.resolve("CHANGES.md"), DOCS.resolve("settings.md"))) {
            List<String> targets = Pattern.compile("]\\((?!http)([^)#]+)")
                    .matcher(Files.readString(page))
                    .results()
                    .map((MatchResult link) -> link.group(1))
                    .toList();
            Path folder = page.toAbsolutePath().getParent();
            for (String target : targets) {
                assertTrue(Files.exists(folder.resolve(target)), () -> page + " links to " + target);
            }
        }
    }

    private static String row(Rule rule) {
        String[] sides = rule.explained().replaceFirst("^here ", "").split("; on a live tenant ");
        return "| `" + rule.wire() + "` | " + sides[0] + " | " + sides[1] + " |";
    }

    private static String row(Setting setting) {
        String flag = setting.flag().map(name -> "`--" + name + "`").orElse("–")
                + setting.contrary().map(name -> ", `--" + name + "`").orElse("");
        String variable = setting.variable().map(name -> "`" + name + "`").orElse("–");
        String usually = setting.usually.isEmpty() ? "–" : setting.usually;
        return "| " + (setting.inFile() ? "`" + setting.key + "`" : "–") + " | " + flag + " | " + variable + " | "
                + usually + " | " + setting.meaning + " |";
    }

    private static List<String> rows(String page, String pattern) throws IOException {
        return Files.readAllLines(DOCS.resolve(page)).stream()
                .filter(line -> line.matches(pattern))
                .toList();
    }

    /** Those below {@code /lab} and {@code /__admin}, as the running lab describes itself. */
    private static TreeSet<String> labRoutes() {
        TestServer server = new TestServer();
        server.start();
        try {
            Object paths = server.get("/lab/openapi.json").json().get("paths");
            return ((Map<?, ?>) paths)
                    .entrySet().stream()
                            .filter(path -> path.getKey().toString().matches("/(lab|__admin).*"))
                            .flatMap(path -> ((Map<?, ?>) path.getValue())
                                    .keySet().stream()
                                            .map(method ->
                                                    method.toString().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                            .collect(Collectors.toCollection(TreeSet::new));
        } finally {
            server.stop();
        }
    }
}
