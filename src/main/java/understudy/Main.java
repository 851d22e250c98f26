package understudy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import understudy.base.ConfigurationError;
import understudy.base.StateFolder;
import understudy.base.World;
import understudy.http.LocalAuthority;

/** The launcher: what was typed becomes settings, and the settings a running server or one of the small commands. */
public final class Main {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISCONFIGURED = 2;
    private static final int HEALTH_PATIENCE_MS = 3_000;

    private final Map<String, String> environment;
    private final Path folder;
    private final PrintWriter out;
    private final PrintWriter err;

    Main(Map<String, String> environment, Path folder, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(new Main(System.getenv(), Path.of(""), out, err).run(args));
    }

    /** The exit code: 0, 1 when something failed, 2 when it was asked or configured wrongly. */
    int run(String... args) {
        return new CommandLine(CommandLines.understudy(version()))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, given) -> complain(CommandLines.sentence(e), MISCONFIGURED))
                .setExecutionStrategy(this::execute)
                .execute(args);
    }

    private int execute(ParseResult asked) {
        Integer helped = CommandLine.executeHelpRequest(asked);
        if (helped != null) {
            return helped;
        }
        CommandLines.refuseStrayFlags(asked);
        ParseResult command = asked.hasSubcommand() ? asked.subcommand() : asked;
        Map<String, List<String>> flags = CommandLines.flags(asked);
        try {
            return switch (command.commandSpec().name()) {
                case "healthcheck" -> healthcheck(Settings.read(flags, environment, folder));
                case "init" -> init();
                case "trust" ->
                    trust(Settings.read(flags, environment, folder), file(flags, "pem"), file(flags, "p12"));
                case "demo" -> Demo.run(url(flags), out);
                case "version" -> print(version());
                default -> serve(Settings.load(flags, environment, folder));
            };
        } catch (ConfigurationError e) {
            return complain(sentence(e), MISCONFIGURED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return complain("interrupted", FAILED);
        } catch (Exception e) {
            logger().debug("failed", e);
            return complain(sentence(e), FAILED);
        }
    }

    private int serve(Settings settings) throws Exception {
        if (settings.json()) {
            JsonLog.begin();
        }
        logger().info("settings {}", settings.describe());
        if (settings.lab() && !GivenValue.isLoopback(settings.host())) {
            logger().warn(
                            "the lab is open to every machine that reaches {}: it shows every secret and acts for every user",
                            settings.host());
        }
        Understudy server = Understudy.start(settings, World.real());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        print(settings.json() ? server.ready().json() : server.ready().text());
        new CountDownLatch(1).await(); // until a signal: the hook above then stops the server, and the process ends
        return OK;
    }

    /** The guide, or the files that were asked for instead. */
    private int trust(Settings settings, Optional<Path> pem, Optional<Path> p12) {
        LocalAuthority authority = LocalAuthority.in(new StateFolder(settings.state()), World.real());
        TrustGuide guide = new TrustGuide(authority.caFile(), settings.httpsPort());
        pem.ifPresent(guide::writePem);
        p12.ifPresent(guide::writeTrustStore);
        if (pem.isEmpty() && p12.isEmpty()) {
            return print(guide.text());
        }
        pem.ifPresent(file -> print("Wrote " + file + ", the certificate of the local CA."));
        p12.ifPresent(file ->
                print("Wrote " + file + ", a trust store; its password is " + TrustGuide.TRUST_STORE_PASSWORD + "."));
        return OK;
    }

    private int healthcheck(Settings settings) throws IOException {
        if (settings.port() == 0) {
            throw new ConfigurationError("port is 0, any free one: a health check must be told which, with --port");
        }
        InetAddress address = InetAddress.getByName(settings.host());
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        URI ready = URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.port() + "/readyz");
        HttpURLConnection asked = (HttpURLConnection) ready.toURL().openConnection(Proxy.NO_PROXY);
        asked.setConnectTimeout(HEALTH_PATIENCE_MS);
        asked.setReadTimeout(HEALTH_PATIENCE_MS);
        int status;
        try {
            status = asked.getResponseCode();
        } catch (IOException e) {
            return complain("not ready: nothing answers at " + ready + " (" + e.getMessage() + ")", FAILED);
        }
        return status == 200 ? print("ready") : complain("not ready: " + ready + " answers " + status, FAILED);
    }

    private int init() throws IOException {
        Path file = folder.resolve("understudy.yaml");
        try (InputStream commented = carried("config/understudy.yaml")) {
            Files.write(file, commented.readAllBytes(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            return complain("understudy.yaml is already here; it was left as it is", FAILED);
        }
        return print("""
                Wrote understudy.yaml. It shows every setting with its default; nothing changes until you take away a #.
                Your own tenant: export it with auth0-deploy-cli and name the file under seeds.
                Next: start Understudy in this folder; it reads the file by itself.""");
    }

    private int print(String text) {
        out.println(text);
        out.flush();
        return OK;
    }

    private int complain(String sentence, int code) {
        err.println("understudy: " + sentence);
        err.flush();
        return code;
    }

    private Optional<Path> file(Map<String, List<String>> flags, String name) {
        return Optional.ofNullable(flags.get(name)).map(values -> folder.resolve(values.get(0)));
    }

    private static Optional<URI> url(Map<String, List<String>> flags) {
        return Optional.ofNullable(flags.get("url"))
                .map(values -> new GivenValue(values.get(0), "--url", Path.of(""), Optional.empty()).origin());
    }

    /** One line for a person: what failed, without where in our code. */
    private static String sentence(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    private static String version() {
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
        return "understudy " + version + ", Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }

    /** A file that the jar carries, so that it runs from any folder. */
    static InputStream carried(String name) {
        return Objects.requireNonNull(Main.class.getResourceAsStream("/" + name), name);
    }

    /** Not a constant: the small commands do not wait for the log to be set up. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Main.class);
    }
}
