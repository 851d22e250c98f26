package understudy.lab;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.tenant.Tenant;

/** All that can be steered and looked at, a line a route: the routes, the OpenAPI document and the page are made of it. */
final class LabRoutes {

    /** Answers one route for the tenant that was asked. */
    @FunctionalInterface
    interface Answering {
        void answer(Context http, Tenant tenant, Fields said);
    }

    /**
     * @param asks the body's fields; of a GET the query's
     * @param answering empty for what the house answers, also without the lab
     */
    record Route(String method, String path, String summary, Shape asks, Shape answers, Optional<Answering> answering) {

        boolean isRead() {
            return method.equals("GET");
        }

        /** Whether it is asked in the query: what a DELETE says in its body need not arrive (RFC 9110 §9.3.5). */
        boolean isAskedInQuery() {
            return isRead() || method.equals("DELETE");
        }

        /** What the route is about: the first word after {@code /lab/api/}. */
        String topic() {
            Matcher topic = TOPIC.matcher(path);
            if (topic.lookingAt()) {
                return topic.group(1);
            }
            return path.startsWith("/__admin/") ? "aliases" : path.startsWith("/lab") ? "lab" : "health";
        }

        /** Whether it shows messages, or what they led to: whatever has arrived by then is to be among them. */
        boolean looksAtMessages() {
            return ABOUT_MESSAGES.contains(topic()) || path.startsWith(PhonePages.PATH);
        }

        boolean movesTheClock() {
            return topic().equals("clock") && !isRead();
        }

        boolean matches(String asked) {
            return asked.matches(path.replaceAll("\\{[a-z]+}", "[^/]+"));
        }
    }

    /** A GET by which something changes: who waits is the only one to get the message. */
    static final String WAIT = "/messages/wait";

    private static final Set<String> ABOUT_MESSAGES = Set.of("messages", "users", "pushes", "phone");

    private static final Pattern TOPIC = Pattern.compile("/lab/api/([a-z]+)");

    private static final Shape NOTHING = Shape.NOTHING;

    private static final Shape HEALTH = Shape.of("Health", """
            {"status":"ready"}""");

    private static final Shape CLOCK = Shape.of("Clock", """
            {"now":"2026-03-01T09:00:31Z","offset":"PT31S","frozen":false}""");

    private static final Shape CLOCK_CHANGE = Shape.of("ClockChange", """
            {"now":"2026-03-01T09:00:00Z","offset":"PT1H","frozen":true}""").sample("""
            {"now":"2026-03-01T09:00:00Z","frozen":true}""");

    private static final Shape ADVANCE = Shape.of("Advance", """
            {"by":"PT31S"}""");

    private static final Shape POLICY = Shape.of("Policy", """
            {"policy":"always"}""");

    private static final Shape RESET = Shape.of("Reset", """
            {"tenant":"demo","policy":"never","clock":{"now":"2026-03-01T09:00:00Z","offset":"PT0S","frozen":false}}""");

    private static final Shape KEYS = Shape.of("Keys", """
            {"signing":"Nx2…","next":"k7Q…","published":["Nx2…","k7Q…","a0Z…"]}""");

    private static final Shape CODES = Shape.of("Codes", """
            {"user_id":"auth0|bob",
             "otp":[{"authenticator_id":"totp|dev_0Fq…","code":"492039","valid_until":"2026-03-01T09:00:30Z","active":true}],
             "oob":[{"channel":"sms","to":"+15555550100","oob_code":"Fe26.2*…","binding_code":"118422"}],
             "recovery_code":"CAR0LCAR0LCAR0LCAR0LCAR0"}""").orNull("recovery_code");

    private static final Shape MESSAGES_OF = Shape.of("MessagesWanted", """
            {"to":"+15555550100","channel":"sms","user":"auth0|carol","template":"verification","after":"Zk3…","limit":"100"}""");

    private static final Shape MESSAGE_AWAITED = Shape.of("MessageAwaited", """
            {"to":"+15555550100","channel":"sms","user":"auth0|carol","template":"verification","after":"Zk3…","timeout":"10"}""");

    private static final Shape MESSAGES_CLEARED = Shape.of("MessagesToClear", """
            {"to":"+15555550100","channel":"sms","user":"auth0|carol","template":"verification","after":"Zk3…"}""");

    private static final Shape MESSAGE =
            Shape.of("Message", """
            {"id":"Zk3…","channel":"sms","to":"+15555550100","subject":"…",
             "text":"118422 is your verification code for Demo","code":"118422","link":"https://…","number":"42",
             "at":"2026-03-01T09:00:31Z","html":"…","template":"verification","user_id":"auth0|carol","oob_code":"Fe26.2*…",
             "carriers":[{"carrier":"webhook","delivered":false,"check":"delivery.webhook","why":"…","fix":"…"}]}""").orNull("subject", "code", "link", "number", "html", "user_id", "oob_code");

    private static final Shape NEW_MESSAGE = Shape.of("NewMessage", """
            {"channel":"sms","to":"+15555550100","template":"verification","values":{"code":"118422"},
             "user":"auth0|carol","oob_code":"Fe26.2*…"}""").sample("""
            {"channel":"sms","to":"+15555550100","values":{"code":"118422"}}""");

    private static final Shape CLEARED = Shape.of("MessagesCleared", """
            {"deleted":3}""");
    private static final Shape NEW_TENANT = Shape.of("NewTenant", """
            {"name":"t1","ttl":"PT10M","port":true,
             "seed":{"clients":[{"client_id":"shop","token_endpoint_auth_method":"none"}],
                     "users":[{"email":"ann@example.com","password":"Correct-Horse-7"}]}}""").sample("""
            {"name":"t1","ttl":"PT10M","port":true}""");

    private static final Shape TENANT = Shape.of("Tenant", """
            {"name":"t1","http":"http://localhost:41234","https":"https://localhost:41235",
             "lab":"https://localhost:41235/lab","domains":[],"ends_at":"2026-03-01T09:10:00Z"}""").orNull("ends_at");

    private static final Shape PUSHES_OF = Shape.of("PushesWanted", """
            {"user":"auth0|erin","limit":"100"}""");

    private static final Shape PUSH = Shape.of("Push", """
            {"id":"Zk3…","user_id":"auth0|erin","status":"pending","transaction_token":"Vq0…","challenge":"9xT…",
             "at":"2026-03-01T09:00:31Z",
             "payload":{"dai":"dev_…","txtkn":"Vq0…","c":"9xT…","d":"2026-03-01T09:00:31.000Z",
                        "sh":"https://localhost:4643/appliance-mfa","s":"{…}","l":"{…}"}}""");

    private static final Shape PHONE_ACCOUNT = Shape.of("PhoneAccount", """
            {"id":"dev_…","url":"https://localhost:4643/appliance-mfa","issuer":"Demo","user_id":"auth0|erin",
             "identifier":"virtual-…","name":"Virtual phone"}""");

    private static final Shape PHONE = Shape.of("Phone", """
            {"user_id":"auth0|erin","rule":"ignore","delay":"PT0S","accounts":[%s]}""".formatted(PHONE_ACCOUNT.example()));

    private static final Shape PHONE_RULE = Shape.of("PhoneRule", """
            {"rule":"approve","delay":"PT5S"}""").sample("""
            {"rule":"approve"}""");

    private static final Shape SCAN = Shape.of("Scan", """
            {"uri":"otpauth://totp/Demo:erin%40example.com?enrollment_tx_id=…&base_url=…"}""");

    private static final Shape SNAPSHOT = Shape.of("Snapshot", """
            {"id":"Zk3…","at":"2026-03-01T09:00:00Z","rows":87}""");

    private static final Shape AUTHENTICATORS_OF = Shape.of("AuthenticatorsWanted", """
            {"user":"auth0|dave"}""");

    private static final Shape AUTHENTICATOR = Shape.of("Authenticator", """
            {"id":"dave-key","user":"auth0|dave","transport":"usb","user_verification":true,"resident_key":true,
             "algorithm":"ES256","backup_eligible":false,"backup_state":false,"signature_counter":true,
             "aaguid":"00000000-0000-0000-0000-000000000000","misbehave":{"counter":"stale"},"credentials":1}""").orNull("user");

    private static final Shape NEW_AUTHENTICATOR =
            Shape.of("NewAuthenticator", """
            {"user":"auth0|dave","transport":"usb","user_verification":true,"resident_key":true,"algorithm":"ES256",
             "backup_eligible":false,"backup_state":false,"signature_counter":true,
             "aaguid":"00000000-0000-0000-0000-000000000000"}""").sample("""
            {"user":"auth0|dave","transport":"usb","user_verification":true,"resident_key":true,"algorithm":"ES256"}""");

    private static final Shape AUTHENTICATOR_CHANGE = Shape.of(
                    "AuthenticatorChange", """
            {"transport":"usb","user_verification":true,"resident_key":true,"algorithm":"ES256",
             "backup_eligible":false,"backup_state":false,"signature_counter":true,
             "aaguid":"00000000-0000-0000-0000-000000000000","misbehave":%s}""".formatted(AuthenticatorWords.MISBEHAVIOUR.example()))
            .sample("""
            {"misbehave":{"counter":"stale","user_verified":false}}""");

    private static final Shape CREATE = Shape.of("Create", """
            {"origin":"https://localhost:4643",
             "publicKey":{"challenge":"Zm9yIG9uY2U","rp":{"id":"localhost","name":"Demo"},
                          "user":{"id":"ZGF2ZQ","name":"dave@example.com","displayName":"Dave"},
                          "pubKeyCredParams":[{"type":"public-key","alg":-7}]}}""");

    private static final Shape REGISTRATION = Shape.of("Registration", """
            {"id":"b3q…","rawId":"b3q…","type":"public-key","authenticatorAttachment":"cross-platform",
             "response":{"clientDataJSON":"eyJ…","attestationObject":"o2N…","authenticatorData":"SZY…",
                         "transports":["usb"],"publicKey":"MFk…","publicKeyAlgorithm":-7},
             "clientExtensionResults":{}}""");

    private static final Shape GET = Shape.of("Get", """
            {"origin":"https://localhost:4643",
             "publicKey":{"challenge":"Zm9yIG9uY2U","rpId":"localhost",
                          "allowCredentials":[{"type":"public-key","id":"b3q"}],"userVerification":"preferred"}}""");

    private static final Shape ASSERTION = Shape.of("Assertion", """
            {"id":"b3q…","rawId":"b3q…","type":"public-key","authenticatorAttachment":"cross-platform",
             "response":{"clientDataJSON":"eyJ…","authenticatorData":"SZY…","signature":"MEU…","userHandle":"ZGF2ZQ"},
             "clientExtensionResults":{}}""");

    private static final Shape CREDENTIAL = CredentialWords.SHAPE;

    private static final Shape TOKENS_WANTED = Shape.of("TokensWanted", """
            {"user":"auth0|bob","client":"demo-spa","audience":"https://api.example.test","scope":"openid view:balance",
             "amr":["pwd","otp","mfa"],"at":"2026-03-01T09:00:00Z"}""").sample("""
            {"user":"auth0|bob","client":"demo-spa","audience":"https://api.example.test","scope":"openid","amr":["mfa","otp"]}""");

    private static final Shape TOKENS = Shape.of("Tokens", """
            {"access_token":"eyJ…","refresh_token":"v1.M…","id_token":"eyJ…","scope":"openid","expires_in":86400,"token_type":"Bearer"}""");

    private static final Shape EVENTS_OF = Shape.of("EventsWanted", """
            {"flow":"latest","kind":"refused","after":"41","limit":"100"}""");

    private static final Shape REQUESTS_OF = Shape.of("RequestsWanted", """
            {"flow":"latest","after":"41","limit":"100"}""");

    private static final Shape EVENT = Shape.of("Event", """
            {"id":"42","at":"2026-03-01T09:00:31Z","flow":"x7…","kind":"refused",
             "what":"refused with 403 invalid_grant: Invalid otp_code.",
             "check":"otp.replay","rule":"RFC 6238 §5.2","why":"…","fix":"…",
             "user":"auth0|bob","client":"demo-backend"}""").list();

    private static final Shape REQUEST = Shape.of("Request", """
            {"id":"43","at":"2026-03-01T09:00:31Z","flow":"x7…","kind":"request",
             "what":"POST /oauth/token was answered 403 invalid_grant",
             "method":"POST","path":"/oauth/token","status":403,"duration_ms":1.5,
             "parameters":["client_id","client_secret","grant_type","mfa_token","otp"],
             "error":"invalid_grant","error_description":"Invalid otp_code.",
             "check":"otp.replay","rule":"RFC 6238 §5.2","why":"…","fix":"…"}""").list();

    private LabRoutes() {}

    /** What the handlers are taken from. */
    record Desks(
            Control control,
            Clocks clocks,
            Codes codes,
            Messages messages,
            Pushes pushes,
            Authenticators authenticators,
            Minting minting,
            Faults faults,
            PhonePages phones,
            TestTenants tenants,
            Snapshots snapshots,
            Events events,
            Answering page,
            Answering openApi,
            Answering health) {}

    static List<Route> table(Desks desks) {
        Control control = desks.control();
        Clocks clocks = desks.clocks();
        Codes codes = desks.codes();
        Messages messages = desks.messages();
        Pushes pushes = desks.pushes();
        Authenticators keys = desks.authenticators();
        Faults faults = desks.faults();
        Snapshots snapshots = desks.snapshots();
        TestTenants tenants = desks.tenants();
        Events events = desks.events();
        return List.of(
                post("/lab/api/reset", NOTHING, RESET, control::reset, "Wipe the tenant, replay its seed; keys stay"),
                post("/lab/api/snapshots", NOTHING, SNAPSHOT, snapshots::take, "Keep the whole tenant as it is now"),
                post("/lab/api/snapshots/{id}/restore", NOTHING, SNAPSHOT, snapshots::restore, "All as it was then"),
                delete("/lab/api/snapshots/{id}", NOTHING, SNAPSHOT, snapshots::delete, "Forget it"),
                get("/lab/api/tenants", NOTHING, TENANT.list(), tenants::list, "Those made here, newest first"),
                post("/lab/api/tenants", NEW_TENANT, TENANT, tenants::make, "One more, for a test of its own"),
                delete("/lab/api/tenants/{name}", NOTHING, TENANT, tenants::delete, "Nothing is left of it"),
                get("/lab/api/policy", NOTHING, POLICY, control::showPolicy, "When a second factor is asked for"),
                put("/lab/api/policy", POLICY, POLICY, control::setPolicy, "Never or always, until reset"),
                get("/lab/api/clock", NOTHING, CLOCK, clocks::show, "The clock that codes, tokens and limits obey"),
                put("/lab/api/clock", CLOCK_CHANGE, CLOCK, clocks::set, "Put, stop or start it; the rest stays"),
                post("/lab/api/clock/advance", ADVANCE, CLOCK, clocks::advance, "Move it on"),
                post("/lab/api/clock/next-otp-step", NOTHING, CLOCK, clocks::nextStep, "To where the next OTP begins"),
                get("/lab/api/users/{id}/codes", NOTHING, CODES, codes::show, "What this person would type now"),
                get("/lab/api/messages", MESSAGES_OF, MESSAGE.list(), messages::list, "What people were sent"),
                post(
                        "/lab/api/messages",
                        NEW_MESSAGE,
                        MESSAGE,
                        messages::send,
                        "Send one, to try templates and carriers"),
                get("/lab/api/messages/wait", MESSAGE_AWAITED, MESSAGE, messages::await, "The next such message"),
                delete("/lab/api/messages", MESSAGES_CLEARED, CLEARED, messages::clear, "Forget them"),
                get(
                        "/lab/api/pushes",
                        PUSHES_OF,
                        PUSH.list(),
                        pushes::list,
                        "What phones were asked, and how it stands"),
                post("/lab/api/pushes/{id}/approve", NOTHING, PUSH, pushes::approve, "The phone says yes"),
                post("/lab/api/pushes/{id}/deny", NOTHING, PUSH, pushes::deny, "The phone says no"),
                get("/lab/api/users/{id}/phone", NOTHING, PHONE, pushes::phone, "This person's virtual phone"),
                put(
                        "/lab/api/users/{id}/phone",
                        PHONE_RULE,
                        PHONE,
                        pushes::setRule,
                        "What it does when a push arrives: approve, deny, ignore, delay, wrong-number"),
                post(
                        "/lab/api/users/{id}/phone/scan",
                        SCAN,
                        PHONE_ACCOUNT,
                        pushes::scan,
                        "Let it scan the QR code of a push enrolment"),
                get(
                        "/lab/api/authenticators",
                        AUTHENTICATORS_OF,
                        AUTHENTICATOR.list(),
                        keys::list,
                        "Virtual authenticators"),
                post("/lab/api/authenticators", NEW_AUTHENTICATOR, AUTHENTICATOR, keys::add, "One more"),
                get("/lab/api/authenticators/{id}", NOTHING, AUTHENTICATOR, keys::show, "What it can and does wrong"),
                patch(
                        "/lab/api/authenticators/{id}",
                        AUTHENTICATOR_CHANGE,
                        AUTHENTICATOR,
                        keys::change,
                        "Let it misbehave"),
                delete("/lab/api/authenticators/{id}", NOTHING, AUTHENTICATOR, keys::remove, "Lose it"),
                post(
                        "/lab/api/authenticators/{id}/create",
                        CREATE,
                        REGISTRATION,
                        keys::create,
                        "navigator.credentials.create"),
                post("/lab/api/authenticators/{id}/get", GET, ASSERTION, keys::get, "navigator.credentials.get"),
                get(
                        "/lab/api/authenticators/{id}/credentials",
                        NOTHING,
                        CREDENTIAL.list(),
                        keys::credentials,
                        "With private keys, as CDP has them"),
                post(
                        "/lab/api/authenticators/{id}/credentials",
                        CREDENTIAL,
                        CREDENTIAL,
                        keys::importCredential,
                        "Add one, or put it in place of itself"),
                post("/lab/api/faults", FaultWords.ASKED, FaultWords.SHAPE, faults::add, "Let something go wrong"),
                get(
                        "/lab/api/faults",
                        NOTHING,
                        FaultWords.SHAPE.list(),
                        faults::list,
                        "What is to, and how often it did"),
                delete("/lab/api/faults", NOTHING, FaultWords.SHAPE.list(), faults::clear, "Enough of all of them"),
                delete("/lab/api/faults/{id}", NOTHING, FaultWords.SHAPE, faults::remove, "Enough of one"),
                post("/lab/api/tokens", TOKENS_WANTED, TOKENS, desks.minting()::mint, "Mint tokens without a login"),
                get("/lab/api/events", EVENTS_OF, EVENT, events::show, "Decisions and refusals, with the reason"),
                get(
                        "/lab/api/requests",
                        REQUESTS_OF,
                        REQUEST,
                        events::requests,
                        "Every request, and why it was refused"),
                post("/lab/api/keys/rotate", NOTHING, KEYS, control::rotateKeys, "Sign with the next key"),
                get("/lab", NOTHING, NOTHING, desks.page(), "This page"),
                get("/lab/phone/{user}", NOTHING, NOTHING, desks.phones()::show, "The screen of this person's phone"),
                post("/lab/phone/{user}/pushes/{id}/approve", NOTHING, NOTHING, desks.phones()::approve, "Its button"),
                post("/lab/phone/{user}/pushes/{id}/deny", NOTHING, NOTHING, desks.phones()::deny, "The other"),
                get("/lab/openapi.json", NOTHING, NOTHING, desks.openApi(), "All of this as OpenAPI 3.1"),
                house("/readyz", HEALTH, "200 when migrations and seed are in and the database answers, else 503"),
                house("/healthz", HEALTH, "The same"),
                house("/health", HEALTH, "The same"),
                house("/livez", HEALTH, "200 while the process lives"),
                post("/__admin/reset", NOTHING, RESET, control::reset, "POST /lab/api/reset"),
                get("/__admin/health", NOTHING, HEALTH, desks.health(), "GET /readyz"),
                get("/__admin/requests", REQUESTS_OF, REQUEST, events::requests, "GET /lab/api/requests"));
    }

    private static Route get(String path, Shape asks, Shape answers, Answering answering, String summary) {
        return new Route("GET", path, summary, asks, answers, Optional.of(answering));
    }

    private static Route put(String path, Shape asks, Shape answers, Answering answering, String summary) {
        return new Route("PUT", path, summary, asks, answers, Optional.of(answering));
    }

    private static Route post(String path, Shape asks, Shape answers, Answering answering, String summary) {
        return new Route("POST", path, summary, asks, answers, Optional.of(answering));
    }

    private static Route patch(String path, Shape asks, Shape answers, Answering answering, String summary) {
        return new Route("PATCH", path, summary, asks, answers, Optional.of(answering));
    }

    private static Route delete(String path, Shape asks, Shape answers, Answering answering, String summary) {
        return new Route("DELETE", path, summary, asks, answers, Optional.of(answering));
    }

    private static Route house(String path, Shape answers, String summary) {
        return new Route("GET", path, summary, NOTHING, answers, Optional.empty());
    }
}
