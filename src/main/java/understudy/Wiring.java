package understudy;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.account.AccountApi;
import understudy.authentication.AuthenticationApi;
import understudy.authentication.grant.AuthorizationCodeGrant;
import understudy.authentication.grant.ClientCredentialsGrant;
import understudy.authentication.grant.Grant;
import understudy.authentication.grant.MfaGrant;
import understudy.authentication.grant.MfaOobGrant;
import understudy.authentication.grant.PasswordGrant;
import understudy.authentication.grant.PasswordlessGrant;
import understudy.authentication.grant.RefreshTokenGrant;
import understudy.authentication.grant.WebauthnGrant;
import understudy.base.CertifiedKey;
import understudy.base.ConfigurationError;
import understudy.base.Json;
import understudy.base.StateFolder;
import understudy.base.Vault;
import understudy.base.World;
import understudy.base.Yaml;
import understudy.delivery.Carrier;
import understudy.delivery.Delivery;
import understudy.delivery.FileCarrier;
import understudy.delivery.Mishaps;
import understudy.delivery.Smtp;
import understudy.delivery.Webhook;
import understudy.factor.Factor;
import understudy.factor.email.EmailFactor;
import understudy.factor.otp.OtpFactor;
import understudy.factor.push.PhoneKey;
import understudy.factor.push.PushFactor;
import understudy.factor.recovery.RecoveryFactor;
import understudy.factor.sms.SmsFactor;
import understudy.factor.voice.VoiceFactor;
import understudy.factor.webauthn.WebauthnFactor;
import understudy.guardian.GuardianApi;
import understudy.http.Doors;
import understudy.http.Flow;
import understudy.http.Health;
import understudy.http.KnownHosts;
import understudy.http.LocalAuthority;
import understudy.http.Origin;
import understudy.http.Server;
import understudy.http.ServerCertificates;
import understudy.lab.House;
import understudy.lab.LabApi;
import understudy.lab.LabKit;
import understudy.lab.PhoneDrawer;
import understudy.login.UniversalLogin;
import understudy.logs.Timeline;
import understudy.mfa.Devices;
import understudy.mfa.Factors;
import understudy.mfa.Mfa;
import understudy.mfa.Witness;
import understudy.page.Pages;
import understudy.passkey.Passkeys;
import understudy.passwordless.Passwordless;
import understudy.policy.Policy;
import understudy.session.Browsers;
import understudy.store.Buckets;
import understudy.store.Database;
import understudy.store.DatabaseUrl;
import understudy.store.Installation;
import understudy.tenant.Belongings;
import understudy.tenant.CatalogueStore;
import understudy.tenant.Lockouts;
import understudy.tenant.LoginAttempts;
import understudy.tenant.MessageLimits;
import understudy.tenant.NewPasswords;
import understudy.tenant.PasswordLogin;
import understudy.tenant.Passwords;
import understudy.tenant.Seed;
import understudy.tenant.SignUps;
import understudy.tenant.Tenants;
import understudy.tenant.Users;
import understudy.ticket.MailRoom;
import understudy.ticket.PasswordReset;
import understudy.token.KeyMaker;
import understudy.token.Tokens;

/** The one place where rooms meet: what is built, of what, and in which order. */
final class Wiring implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final String SECRET_KEY = "secret.key";
    private static final String PHONE_KEY = "phone-key.json";

    private final Settings settings;
    private final World world;
    private final StateFolder state;
    private final List<AutoCloseable> opened = new ArrayList<>();

    private final Server server;
    private final Optional<LocalAuthority> authority;

    /** Builds and starts everything; when one thing fails, what was opened before is closed again. */
    Wiring(Settings settings, World world) {
        this.settings = settings;
        this.world = world;
        this.state = new StateFolder(settings.state());
        this.authority =
                settings.httpsCert().isPresent() ? Optional.empty() : Optional.of(LocalAuthority.in(state, world));
        try {
            this.server = start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The factors of this house, in the order they are offered. To add one is to add a line. */
    private static List<Factor<?>> factors() {
        return List.of(
                new OtpFactor(),
                new SmsFactor(),
                new VoiceFactor(),
                new EmailFactor(),
                new PushFactor(),
                WebauthnFactor.roaming(),
                WebauthnFactor.platform(),
                new RecoveryFactor());
    }

    private Server start() {
        Seed seed = settings.seed();
        refuseAdaptive(seed);
        SharedSecrets.check(seed, settings.lab());
        Vault vault = new Vault(secretKey(), world);
        Database db = open(Database.open(DatabaseUrl.parse(settings.databaseUrl(), world.token(9))));
        Installation.check(db, vault);
        boolean limited = settings.limits() == Settings.Limits.AUTH0;

        Doors doors = new Doors();
        Timeline timeline = open(new Timeline(db));
        Tenants tenants = new Tenants(
                db,
                world,
                settings.profile(),
                settings.publicUrl().map(url -> Origin.parse(url.toString())),
                new CatalogueStore(vault),
                settings.lab() ? Optional.of(doors) : Optional.empty());
        Users users = new Users(db);
        Passwords passwords = new Passwords(settings.passwordCost(), world);
        SignUps signUps = new SignUps(db, users, passwords);
        Buckets buckets = new Buckets();
        LoginAttempts loginAttempts = new LoginAttempts(db, buckets, limited);
        Optional<LabKit> kit = settings.lab() ? Optional.of(new LabKit(db, vault, timeline)) : Optional.empty();
        Lockouts lockouts = kit.map(LabKit::lockouts).orElse(Lockouts.NOBODY);
        PasswordLogin passwordLogin = new PasswordLogin(users, passwords, loginAttempts, lockouts);

        Tokens tokens = Tokens.in(db, vault, new KeyMaker(state, world));
        Pages pages = new Pages();

        Browsers browsers = Browsers.in(db, vault);
        Factors factors = new Factors(factors());
        Witness witness = kit.map(LabKit::witness).orElse(Witness.NOBODY);
        Delivery delivery = open(new Delivery(
                kit.map(LabKit::carriers).orElse(List.of()),
                carriers(users),
                kit.map(LabKit::mishaps).orElse(Mishaps.NONE),
                users,
                timeline,
                settings.carriers().timeout()));
        Mfa mfa = new Mfa(db, vault, factors, tokens.accessTokens(), buckets, lockouts, witness, delivery, limited);

        MessageLimits messageLimits = new MessageLimits(db, buckets, limited);
        Optional<Executor> mailRoom = mailRoom();
        Passwordless passwordless = new Passwordless(db, vault, messageLimits, delivery, mailRoom);
        NewPasswords newPasswords = new NewPasswords(
                db,
                passwords,
                List.of(browsers::endAll, tokens.refreshTokens()::revokeAll, mfa::endAll, loginAttempts::forget));
        PasswordReset passwordReset = new PasswordReset(
                db, users, newPasswords, messageLimits, delivery, mailRoom.orElse(Runnable::run), timeline);
        Passkeys passkeys = new Passkeys(db, vault, signUps);
        Devices devices = new Devices(db, vault, mfa, witness);
        Optional<PhoneDrawer> phones = kit.map(lab -> lab.phones(devices, this::phoneKey));
        Belongings belongings =
                kit.map(lab -> lab.belongings(phones.orElseThrow())).orElse(Belongings.NOWHERE);
        Seeding seeding = new Seeding(
                db,
                tenants,
                users,
                passwords,
                tokens,
                mfa,
                belongings,
                timeline,
                List.of(
                        mfa::wipe,
                        passkeys::wipe,
                        passwordless::wipe,
                        passwordReset::wipe,
                        belongings::wipe,
                        buckets::wipe,
                        tokens::wipe,
                        browsers::wipe,
                        users::wipe,
                        timeline::wipe));
        seeding.begin(Tenants.DEFAULT, seed);
        settings.policy().ifPresent(policy -> tenants.setPolicies(Tenants.DEFAULT, policy.guardianPolicies()));

        List<Grant> grants = List.of(
                PasswordGrant.inDefaultDirectory(passwordLogin),
                PasswordGrant.inRealm(passwordLogin),
                new RefreshTokenGrant(tokens.refreshTokens(), users),
                new ClientCredentialsGrant(),
                new AuthorizationCodeGrant(browsers.codes(), tokens.refreshTokens(), users),
                new PasswordlessGrant(passwordless),
                MfaGrant.otp(mfa, users),
                MfaGrant.recoveryCode(mfa, users),
                new MfaOobGrant(mfa, users),
                new WebauthnGrant(passkeys, mfa, users));
        UniversalLogin login = new UniversalLogin(
                tenants, users, passwordLogin, signUps, mfa, passkeys, passwordReset, browsers, pages, timeline);
        AuthenticationApi authentication = new AuthenticationApi(
                tenants,
                users,
                grants,
                new Policy(),
                mfa,
                tokens,
                signUps,
                passkeys,
                passwordless,
                passwordReset,
                browsers,
                login,
                pages,
                timeline);
        GuardianApi guardian = new GuardianApi(tenants, users, devices, mfa, tokens.transactionTokens(), timeline);
        AccountApi account = new AccountApi(tenants, users, tokens.accessTokens(), mfa, passkeys, vault, timeline);
        House house = new House(
                db,
                vault,
                world,
                tenants,
                users,
                timeline,
                mfa,
                passwordless,
                devices,
                guardian,
                tokens,
                browsers,
                delivery,
                doors,
                pages,
                ownNames());
        Optional<LabApi> lab = kit.map(tools -> new LabApi(
                house,
                tools,
                phones.orElseThrow(),
                tenant -> seeding.again(tenant, seed),
                own -> seeding.prepare(further(own, seed), world)));
        Server started = open(Server.start(listening(tenants), doors, routes -> {
            knownHosts().ifPresent(known -> known.register(routes));
            doors.register(routes, tenants::answers);
            routes.before(http -> Flow.begins(http, world));
            Health.register(routes, db::answers);
            pages.register(routes);
            authentication.register(routes);
            login.register(routes);
            account.register(routes);
            guardian.register(routes);
            lab.ifPresent(api -> api.register(routes));
        }));
        lab.ifPresent(this::open); // closed before the server, which would wait for whoever follows the timeline
        return started;
    }

    /** Those that are set, besides the outbox: of the others nothing is loaded. */
    private List<Carrier> carriers(Users users) {
        Settings.Carriers set = settings.carriers();
        List<Carrier> carriers = new ArrayList<>();
        set.smtpUrl().ifPresent(url -> carriers.add(new Smtp(Smtp.Server.of(url), set.mailFrom(), set.timeout())));
        set.phoneWebhook().ifPresent(url -> carriers.add(webhook(Webhook.Kind.PHONE, url, users)));
        set.emailWebhook().ifPresent(url -> carriers.add(webhook(Webhook.Kind.EMAIL, url, users)));
        set.messageFile().ifPresent(file -> carriers.add(new FileCarrier(file)));
        return carriers;
    }

    private Carrier webhook(Webhook.Kind kind, URI url, Users users) {
        Settings.Carriers set = settings.carriers();
        return new Webhook(kind, url, set.webhookSecret().orElseThrow(), users, world, set.timeout());
    }

    int port() {
        return server.port();
    }

    int httpsPort() {
        return server.tlsPort().orElseThrow();
    }

    /** Empty when certificates were given. */
    Optional<LocalAuthority> authority() {
        return authority;
    }

    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                LOG.warn("did not close cleanly", e);
            }
        }
        opened.clear();
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.add(part);
        return part;
    }

    /** Better no start than a policy that silently asks nobody. */
    private static void refuseAdaptive(Seed seed) {
        if (Policy.name(seed.guardianPolicies()).equals("adaptive")) {
            throw new ConfigurationError(
                    "the policy adaptive (confidence-score) is not built yet: choose never or always,"
                            + " in the seed's guardianPolicies or with --policy");
        }
    }

    /** With the lab on a test finds a mail as soon as its request is answered; without it the time must tell nobody who has an account. */
    private Optional<Executor> mailRoom() {
        return settings.lab() ? Optional.empty() : Optional.of(open(new MailRoom()));
    }

    /** Of every virtual phone on this machine: made once, for it takes as long as ten tests. */
    private PhoneKey phoneKey() {
        return Json.read(state.readOrMake(PHONE_KEY, () -> Json.bytes(PhoneKey.make(world))), PhoneKey.class);
    }

    private void refuseOwnNames(Seed seed) {
        seed.domains().stream().filter(ownNames()::contains).findFirst().ifPresent(name -> {
            throw new ConfigurationError(
                    "the domain " + name + " is this server's own, by its public-url or domains: leave it out");
        });
    }

    private byte[] secretKey() {
        return settings.secretKey()
                .map(Vault::parseKey)
                .orElseGet(() -> state.readOrMake(SECRET_KEY, () -> world.bytes(32)));
    }

    /** A tenant that is made while the server runs has the server's seed or one of its own. */
    private Seed further(Optional<Yaml> own, Seed usual) {
        if (own.isEmpty()) {
            return usual;
        }
        Seed seed = settings.seed(own.get());
        refuseAdaptive(seed);
        refuseOwnNames(seed);
        SharedSecrets.check(seed, settings.lab());
        return seed;
    }

    private Server.Listening listening(Tenants tenants) {
        return new Server.Listening(
                settings.host(),
                settings.port(),
                Optional.of(new Server.Tls(settings.httpsPort(), certificates(tenants))));
    }

    private ServerCertificates certificates(Tenants tenants) {
        if (authority.isEmpty()) {
            return ServerCertificates.of(CertifiedKey.read(
                    settings.httpsCert().orElseThrow(), settings.httpsKey().orElseThrow()));
        }
        return authority.get().certificatesFor(ownNames(), name -> settings.lab() && tenants.areAskedUnder(name));
    }

    /** Names beyond localhost that this server was told it has. */
    private Set<String> ownNames() {
        Set<String> names = new LinkedHashSet<>(settings.domains());
        settings.publicUrl().ifPresent(url -> names.add(url.getHost()));
        return names;
    }

    /** With the lab on any host is answered, so that one server serves under every name a test gives it. */
    private Optional<KnownHosts> knownHosts() {
        return settings.lab() ? Optional.empty() : Optional.of(new KnownHosts(ownNames()));
    }
}
