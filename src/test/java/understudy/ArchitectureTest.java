package understudy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import understudy.base.World;

/** The house rules: which room may know which, what stays in which room, and where time, chance and SQL come from. */
@ArchTag("once")
@AnalyzeClasses(packages = "understudy", importOptions = ArchitectureTest.HouseOnly.class)
class ArchitectureTest {

    /** Every room and its floor, the ground first. A new room gets its line here. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("base", "store", "http", "page"),
            Set.of("factor", "token", "tenant", "delivery", "logs"),
            Set.of("mfa", "passkey", "passwordless", "policy", "session", "ticket"),
            Set.of("authentication", "login", "account", "management", "guardian", "lab"),
            Set.of("")); // the root package: the product as an object, its wiring and its launcher

    /** Neighbours on one floor that know each other, and why that is right. */
    private static final Map<String, String> NEIGHBOURS = Map.of(
            "http → base", "requests and certificates are built from what base has",
            "page → base", "a style sheet is named after what is in it",
            "store → base", "an unreachable or foreign database is a matter of configuration",
            "delivery → factor", "what is sent is a factor's message",
            "delivery → logs", "what was sent, and what was not, is recorded where it happens",
            "delivery → tenant", "a letter is in the tenant's words and has its time",
            "token → tenant", "a token is made for a tenant, in its words and by its clock");

    private static final List<String> ROOMS_WITH_TABLES = Stream.of(
                    "store", "tenant", "token", "mfa", "passkey", "passwordless", "session", "ticket", "logs", "lab")
            .map(room -> "understudy." + room)
            .toList();

    /** Where each library may be used. */
    private static final Map<String, List<String>> HOMES = Map.ofEntries(
            Map.entry("com.nimbusds..", List.of("understudy.token")),
            Map.entry("com.google.i18n..", List.of("understudy.factor.phone")),
            Map.entry("com.warrenstrange..", List.of("understudy.factor.otp")),
            Map.entry("com.webauthn4j..", List.of("understudy.factor.webauthn")),
            Map.entry("at.favre.lib..", List.of("understudy.tenant")),
            Map.entry("picocli..", List.of("understudy")),
            Map.entry("org.snakeyaml..", List.of("understudy.base")),
            Map.entry("tools.jackson..", List.of("understudy.base")),
            Map.entry("com.zaxxer..", List.of("understudy.store")),
            Map.entry("org.flywaydb..", List.of("understudy.store")),
            Map.entry("org.h2..", List.of("understudy.store")),
            Map.entry("org.postgresql..", List.of("understudy.store")),
            Map.entry("gg.jte..", List.of("understudy.page")),
            Map.entry("io.nayuki..", List.of("understudy.page")),
            Map.entry("org.eclipse.jetty..", List.of("understudy.http")),
            Map.entry("jakarta.mail..", List.of("understudy.delivery")),
            Map.entry("java.net.http..", List.of("understudy.delivery", "understudy")), // the demo asks, too
            Map.entry("org.jdbi..", ROOMS_WITH_TABLES),
            Map.entry("java.sql..", ROOMS_WITH_TABLES),
            Map.entry(
                    "io.javalin..",
                    List.of(
                            "understudy.http",
                            "understudy.page",
                            "understudy.authentication",
                            "understudy.authentication.grant",
                            "understudy.login",
                            "understudy.account",
                            "understudy.guardian",
                            "understudy.session", // the browser is what it knows it by
                            "understudy.lab")));

    /** The exceptions: classes of the root package that hold rooms together with something of a library. */
    private static final Map<String, Set<String>> AMONG_THE_WIRES = Map.of(
            "org.jdbi..", Set.of("understudy.Seeding"), // one transaction through all rooms
            "io.javalin..", Set.of("understudy.Wiring"));

    private static final List<Set<String>> MACHINES_OWN = List.of(
            Set.of(
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.nanoTime",
                    "java.util.Date.<init>()",
                    "java.util.GregorianCalendar.<init>()",
                    "java.util.Calendar.getInstance",
                    "java.time.InstantSource.system"),
            Set.of(
                    "java.util.Random.<init>",
                    "java.util.SplittableRandom.<init>",
                    "java.util.concurrent.ThreadLocalRandom.current",
                    "java.util.random.RandomGenerator.getDefault",
                    "java.util.random.RandomGenerator.of",
                    "java.security.SecureRandom.<init>",
                    "java.security.SecureRandom.getInstance",
                    "java.security.SecureRandom.getInstanceStrong",
                    "java.util.UUID.randomUUID",
                    "java.lang.Math.random",
                    "java.security.KeyPairGenerator.initialize(int)",
                    "java.security.KeyPairGenerator.initialize(java.security.spec.AlgorithmParameterSpec)",
                    "java.security.Signature.initSign(java.security.PrivateKey)"));

    private static final Path SOURCES = Path.of("src/main/java/understudy");
    private static final Pattern LITERAL = Pattern.compile(
            "\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"|//.*|/\\*(?s:.*?)\\*/|'(?:[^'\\\\]|\\\\.)'");
    private static final Pattern CREATED = Pattern.compile("create table (\\w+)");
    /** A string, or the next part of one, that is SQL and not a sentence. */
    private static final Pattern STATEMENT = Pattern.compile(
            "(?is)\\W*(select|insert|update|delete|merge|truncate|alter|drop|create|lock|from|join|where)\\b.*");

    /** {@code "from"} may be the name of anything; in SQL a space would follow. */
    private static final Pattern ONE_WORD = Pattern.compile("\"\\w+\"");

    private static final Pattern NAMED = Pattern.compile("(?i)\\b(?:from|join|into|update|table)\\s+(\\w+)");
    /** A placeholder, or the end of a string, where a table's name should be. */
    private static final Pattern ANY_TABLE =
            Pattern.compile("(?i)(?<!for )\\b(?:from|join|into|update|table)\\s*(?:<|\"$)");

    private static final Pattern DATABASES_OWN = Pattern.compile(
            "(?i)\\b(current_timestamp|current_date|current_time|localtimestamp|clock_timestamp|statement_timestamp"
                    + "|gen_random_uuid|random_uuid)\\b|\\b(now|rand|random|sysdate)\\(\\)");

    /** Classes of the product, not those of its tests. */
    static final class HouseOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    // ------------------------------------------------------------------------------------------------- who knows whom

    @ArchTest
    static final ArchRule imports_go_down_the_stairs_only = classes().should(knowOnlyFloorsBelow());

    @ArchTest
    static final ArchRule no_two_rooms_know_each_other =
            slices().matching("understudy.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule no_factor_knows_another = slices().matching("understudy.factor.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    DescribedPredicate.alwaysTrue(),
                    JavaClass.Predicates.resideInAPackage("understudy.factor.phone..")); // shared, and no factor

    @ArchTest
    static final ArchRule what_all_factors_share_knows_none_of_them = noClasses()
            .that()
            .resideInAPackage("understudy.factor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("understudy.factor.(*)..");

    @ArchTest
    static final ArchRule factors_decide_and_never_remember = noClasses()
            .that()
            .resideInAPackage("understudy.factor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi..", "io.javalin..", "java.sql..", "javax.sql..", "java.net.http..");

    @ArchTest
    static final ArchRule the_lab_can_be_left_out = noClasses()
            .that()
            .resideOutsideOfPackage("understudy.lab..")
            .and()
            .doNotHaveFullyQualifiedName("understudy.Wiring")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("understudy.lab..");

    @ArchTest
    static void each_library_has_one_home(JavaClasses house) {
        HOMES.forEach((library, homes) -> noClasses()
                .that()
                .resideOutsideOfPackages(homes.toArray(String[]::new))
                .and(DescribedPredicate.describe(
                        "are not among the wires",
                        (JavaClass one) ->
                                !AMONG_THE_WIRES.getOrDefault(library, Set.of()).contains(one.getName())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true)
                .check(house));
    }

    /** Its QR helper sends the secret to a third party, its scratch codes come from a small space. */
    @ArchTest
    static final ArchRule of_googleauth_nothing_is_used_but_the_codes = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("com\\.warrenstrange\\.googleauth\\.(?!GoogleAuthenticator$).*");

    @ArchTest
    static final ArchRule a_helper_lives_under_a_name_that_says_what_it_is = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..common..", "..misc..");

    @ArchTest
    static void each_room_says_what_it_owns_and_that_nothing_in_it_is_null(JavaClasses house) {
        Set<String> silent = new TreeSet<>();
        for (JavaClass one : house) {
            if (!one.getPackage().isAnnotatedWith(NullMarked.class)) {
                silent.add(one.getPackageName());
            }
        }
        assertEquals(Set.of(), silent, "packages without a package-info.java that is @NullMarked");
    }

    // ------------------------------------------------------------------------------------------------ time and chance

    @ArchTest
    static final ArchRule time_and_chance_come_from_the_world =
            noClasses().that().doNotBelongToAnyOf(World.class).should(askTheMachine());

    @ArchTest
    static final ArchRule only_who_starts_something_makes_a_real_world = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("understudy.Main")
            .and()
            .doNotHaveFullyQualifiedName("understudy.Demo")
            .and()
            .doNotBelongToAnyOf(Understudy.class)
            .should()
            .callMethod(World.class, "real");

    // ------------------------------------------------------------------------------------------------------------ SQL

    @ArchTest
    static void each_table_has_one_room(JavaClasses house) {
        Set<String> tables = tables();
        Map<String, Set<String>> rooms = new TreeMap<>();
        sources()
                .forEach(file -> namesIn(file)
                        .filter(tables::contains)
                        .forEach(table -> rooms.computeIfAbsent(table, none -> new TreeSet<>())
                                .add(roomOf(file))));

        List<String> shared = rooms.entrySet().stream()
                .filter(table -> table.getValue().size() > 1)
                .map(table -> table.getKey() + " is named in " + table.getValue())
                .toList();
        assertEquals(List.of(), shared, "tables that several rooms name");
        assertEquals(tables, rooms.keySet(), "tables that are made, and those that some room names");
        assertFalse(
                rooms.values().stream().anyMatch(room -> room.contains("")),
                "the root package owns no table: " + rooms);
    }

    /** SQL whose table is not written in it gets around the rule above, so that each such file is named here, and why. */
    @ArchTest
    static void sql_for_any_table_is_rare(JavaClasses house) {
        Map<String, String> allowed = Map.of(
                "tenant/CatalogueStore.java", "a reset empties four tables, all its own",
                "lab/TenantTables.java",
                        "a snapshot is of every table, also of those that rooms will add: it copies rows and reads none");
        Set<String> found = sources()
                .filter(file -> literals(file)
                        .filter(text -> !ONE_WORD.matcher(text).matches())
                        .anyMatch(text -> STATEMENT.matcher(text).matches()
                                && ANY_TABLE.matcher(text).find()))
                .map(file -> SOURCES.relativize(file).toString())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(allowed.keySet()), found);
    }

    @ArchTest
    static void sql_is_given_our_time_and_our_chance(JavaClasses house) {
        List<String> offenders = Stream.concat(
                        sources().flatMap(file -> literals(file).map(text -> Map.entry(file, text))),
                        migrations().map(file -> Map.entry(file, read(file))))
                .flatMap(text -> DATABASES_OWN
                        .matcher(text.getValue())
                        .results()
                        .map(found -> text.getKey() + " says " + found.group()))
                .toList();
        assertEquals(List.of(), offenders);
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private static ArchCondition<JavaClass> knowOnlyFloorsBelow() {
        return new ArchCondition<>("know only rooms on floors below") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                for (Dependency known : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = known.getTargetClass().getBaseComponentType();
                    if (to.getPackageName().startsWith("understudy") && !isAllowed(room(from), room(to))) {
                        events.add(SimpleConditionEvent.violated(from, known.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isAllowed(String from, String to) {
        return from.equals(to) || floor(from) > floor(to) || NEIGHBOURS.containsKey(from + " → " + to);
    }

    private static int floor(String room) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        throw new AssertionError("the room '" + room + "' is on no floor: give it one in FLOORS");
    }

    /** {@code authentication} of {@code understudy.authentication.grant}; empty for the root package. */
    private static String room(JavaClass one) {
        String[] packages = one.getPackageName().split("\\.");
        return packages.length < 2 ? "" : packages[1];
    }

    private static ArchCondition<JavaClass> askTheMachine() {
        return new ArchCondition<>("ask the machine for the time or a random number") {
            @Override
            public void check(JavaClass one, ConditionEvents events) {
                Stream.concat(one.getCodeUnitCallsFromSelf().stream(), one.getCodeUnitReferencesFromSelf().stream())
                        .filter(access -> isMachinesOwn(access))
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(one, access.getDescription())));
            }
        };
    }

    private static boolean isMachinesOwn(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = owner + "." + access.getName();
        boolean isNow = owner.startsWith("java.time.") && access.getName().equals("now");
        return isNow
                || owner.equals("java.time.Clock")
                || MACHINES_OWN.stream()
                        .flatMap(Set::stream)
                        .anyMatch(banned -> banned.equals(name) || banned.equals(withParameters(access, name)));
    }

    private static String withParameters(JavaAccess<?> access, String name) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                ? name
                        + target.getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .collect(Collectors.joining(",", "(", ")"))
                : name;
    }

    private static Set<String> tables() {
        return migrations()
                .flatMap(file -> CREATED.matcher(read(file)).results())
                .map(created -> created.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> migrations() {
        return files(Path.of("db/migrations"), ".sql");
    }

    private static Stream<Path> sources() {
        return files(SOURCES, ".java");
    }

    private static Stream<Path> files(Path folder, String ending) {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> files = new ArrayList<>(
                    found.filter(file -> file.toString().endsWith(ending)).toList());
            assertFalse(files.isEmpty(), "no sources in " + folder.toAbsolutePath());
            return files.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a source file's SQL names after {@code from}, {@code join}, {@code into} or {@code update}. */
    private static Stream<String> namesIn(Path file) {
        return literals(file)
                .filter(text -> STATEMENT.matcher(text).matches())
                .flatMap(text -> NAMED.matcher(text).results())
                .map(named -> named.group(1));
    }

    /** The strings of a source file, comments left out. */
    private static Stream<String> literals(Path file) {
        return LITERAL.matcher(read(file)).results().map(MatchResult::group).filter(text -> text.startsWith("\""));
    }

    private static String roomOf(Path file) {
        Path folder = SOURCES.relativize(file).getParent();
        return Optional.ofNullable(folder)
                .map(inside -> inside.getName(0).toString())
                .orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
