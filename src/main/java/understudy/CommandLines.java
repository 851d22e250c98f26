package understudy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import understudy.base.Nearest;

/** The subcommands and their flags, those of settings taken from the table of settings; and what was given of them. */
final class CommandLines {

    private CommandLines() {}

    static CommandSpec understudy(String version) {
        return serving("understudy", "Plays an Auth0 tenant's multi-factor authentication on this machine.")
                .version(version)
                .addSubcommand("serve", serving("serve", "Starts the server; the same as no command."))
                .addSubcommand(
                        "healthcheck",
                        command("healthcheck", "Asks a running server whether it is ready: exit code 0 when it is.")
                                .addOption(option(Setting.PORT))
                                .addOption(option(Setting.HOST))
                                .addOption(option(Setting.CONFIG)))
                .addSubcommand(
                        "init",
                        command("init", "Writes a commented understudy.yaml here; never over one that is there."))
                .addSubcommand(
                        "trust",
                        command("trust", "Makes the local CA if there is none, and says how each runtime trusts it.")
                                .addOption(option(Setting.STATE))
                                .addOption(option(Setting.HTTPS_PORT))
                                .addOption(option(Setting.CONFIG))
                                .addOption(value("--pem", "FILE", "write the CA's certificate there"))
                                .addOption(value("--p12", "FILE", "write a trust store for Java there")))
                .addSubcommand(
                        "demo",
                        command("demo", "Walks an enrolment and a step-up over HTTP and prints every exchange.")
                                .addOption(value(
                                        "--url", "URL", "a running server with the lab on, instead of one of its own")))
                .addSubcommand("version", command("version", "Prints the version, and the Java it runs on."));
    }

    /** The values of all flags, those before the subcommand and those after it, by name without dashes. */
    static Map<String, List<String>> flags(ParseResult result) {
        Map<String, List<String>> flags = new HashMap<>();
        for (ParseResult part = result; part != null; part = part.hasSubcommand() ? part.subcommand() : null) {
            for (OptionSpec option : part.matchedOptions()) {
                flags.put(option.longestName().replaceFirst("^--", ""), values(option));
            }
        }
        return flags;
    }

    /** A flag before a subcommand that has no use for it would be ignored without a word. */
    static void refuseStrayFlags(ParseResult result) {
        if (!result.hasSubcommand()) {
            return;
        }
        CommandSpec chosen = result.subcommand().commandSpec();
        for (OptionSpec option : result.matchedOptions()) {
            if (chosen.findOption(option.longestName()) == null) {
                throw new ParameterException(
                        chosen.commandLine(), option.longestName() + " has no meaning for " + chosen.name());
            }
        }
    }

    /** What is wrong with what was typed, and the nearest that would not be. */
    static String sentence(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        Set<String> known = new TreeSet<>(command.optionsMap().keySet());
        known.addAll(command.subcommands().keySet());
        String hint = wrong instanceof UnmatchedArgumentException unmatched
                ? Nearest.hint(unmatched.getUnmatched().get(0), known)
                : "";
        return wrong.getMessage() + hint + " (see " + command.qualifiedName() + " --help)";
    }

    private static List<String> values(OptionSpec option) {
        Object value = option.getValue();
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec command = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        command.usageMessage()
                .description(description)
                .abbreviateSynopsis(true)
                .sortOptions(false)
                .width(100);
        return command;
    }

    private static CommandSpec serving(String name, String description) {
        CommandSpec command = command(name, description);
        Arrays.stream(Setting.values())
                .filter(setting -> setting.flag().isPresent())
                .forEach(setting -> {
                    command.addOption(option(setting));
                    setting.contrary()
                            .ifPresent(contrary -> command.addOption(
                                    flag("--" + contrary, "nothing of it: every path under /lab and /__admin is 404")));
                });
        return command;
    }

    private static OptionSpec option(Setting setting) {
        String name = "--" + setting.flag().orElseThrow();
        String meaning = setting.meaning + (setting.usually.isEmpty() ? "" : " (default: " + setting.usually + ")");
        return switch (setting.form) {
            case SWITCH -> flag(name, meaning);
            case FILES ->
                OptionSpec.builder(name)
                        .paramLabel(setting.placeholder)
                        .description(meaning + "; may be repeated")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .build();
            case VALUE, FLAG_ONLY, LIST_IN_FILE, MAPPING_IN_FILE, VARIABLE_ONLY ->
                value(name, setting.placeholder, meaning);
        };
    }

    private static OptionSpec flag(String name, String meaning) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(meaning)
                .build();
    }

    private static OptionSpec value(String name, String placeholder, String meaning) {
        return OptionSpec.builder(name)
                .paramLabel(placeholder)
                .description(meaning)
                .type(String.class)
                .arity("1")
                .build();
    }
}
