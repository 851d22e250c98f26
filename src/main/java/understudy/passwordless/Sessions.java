package understudy.passwordless;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.base.Vault;
import understudy.delivery.Dispatch;
import understudy.factor.Message;
import understudy.store.Database;
import understudy.tenant.Client;
import understudy.tenant.CodeOptions;
import understudy.tenant.Connection;
import understudy.tenant.MessageLimits;
import understudy.tenant.Recipients;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/**
 * Codes that people of a database sign in with, each under a session of its own (authentication-api.md §10.4). The session is sealed,
 * and looks the same whether or not there is anybody to send a code to; only where one was sent is there a row for it.
 */
public final class Sessions {

    private static final String PLACE = "passwordless/session/";
    private static final String DIGITS = "0123456789";
    private static final int ID_BYTES = 24;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Database db;
    private final Vault vault;
    private final Codes codes;
    private final MessageLimits limits;
    private final Post post;

    Sessions(Database db, Vault vault, Codes codes, MessageLimits limits, Post post) {
        this.db = db;
        this.vault = vault;
        this.codes = codes;
        this.limits = limits;
        this.post = post;
    }

    /** How a code is brought to somebody. */
    public enum Channel {
        EMAIL,
        SMS,
        VOICE;

        /** As the second factor of the same name is called (tokens-and-step-up.md §3.3). */
        public String amr() {
            return switch (this) {
                case EMAIL -> "email";
                case SMS -> "sms";
                case VOICE -> "tel";
            };
        }

        private Message message(String to, Map<String, String> values) {
            return switch (this) {
                case EMAIL -> new Message("email", to, "verify_email_by_code", values);
                case SMS -> new Message("sms", to, "verification", values);
                case VOICE -> new Message("voice", to, "verification", values);
            };
        }
    }

    /**
     * A code that a client wants to have sent.
     *
     * @param connection a database that has codes by this channel
     * @param address where to; one that {@link Recipients#isAddress}
     * @param allowsSignUp whether somebody may come to be by it
     * @param from the network address that asks, for the limit that counts by it
     * @param flow under which the timeline keeps the request
     */
    public record Asked(
            Client client,
            Connection connection,
            Channel channel,
            String address,
            boolean allowsSignUp,
            String from,
            String flow) {

        private Recipients recipients() {
            return Recipients.of(connection, channel == Channel.EMAIL);
        }
    }

    /**
     * @param session to be brought back with the code
     * @param userId whose address it is, if somebody has it
     * @param withheld why no code was sent, or did not get there
     */
    public record Opened(String session, Optional<String> userId, Optional<Reason> withheld) {}

    /** Who has signed in, and by what. */
    public record SignedIn(User user, Channel channel) {}

    /**
     * What a session holds, sealed.
     *
     * @param isSignUp whether nobody had the address when it was opened: it is decided then what becomes of a right code
     */
    record Begun(String id, String connection, Channel channel, String address, boolean isSignUp) {

        String holder() {
            return "session " + id;
        }
    }

    /**
     * Sends a code to an address. Whoever is unknown, and may not sign up, or is blocked is sent none, and nobody is told.
     *
     * @throws PasswordlessRefusal when too many were asked for
     */
    public Opened open(Tenant tenant, Asked asked) {
        Recipients recipients = asked.recipients();
        String to = recipients.canonical(asked.address());
        limits.countChallenge(tenant, asked.from(), to).ifPresent(reached -> {
            throw PasswordlessRefusal.tooMany(reached);
        });
        Optional<User> known = db.read(handle -> recipients.find(handle, tenant, to));
        Begun begun = new Begun(
                tenant.world().token(ID_BYTES), asked.connection().name(), asked.channel(), to, known.isEmpty());
        Optional<Reason> unwelcome = unwelcome(asked, recipients, known);
        Optional<Reason> withheld =
                unwelcome.isPresent() ? unwelcome : post.ask(() -> send(tenant, asked, begun, known));
        return new Opened(seal(tenant, begun), known.map(User::userId), withheld);
    }

    private Optional<Reason> send(Tenant tenant, Asked asked, Begun begun, Optional<User> known) {
        CodeOptions options = asked.connection().codeOptions();
        String code = tenant.world().letters(DIGITS, options.length());
        Codes.Kept kept = new Codes.Kept(
                known.map(User::userId).orElseGet(() -> asked.recipients().freshId(tenant)), options.lifetime());
        db.inTransaction(handle -> codes.keep(handle, tenant, asked.client(), begun.holder(), code, kept));
        Map<String, String> values = Map.of(
                "code",
                code,
                "application",
                asked.client().name().orElse(asked.client().clientId()),
                "connection",
                asked.connection().name());
        Dispatch dispatch = new Dispatch(
                known.map(User::userId),
                begun.channel().message(begun.address(), values),
                Optional.empty(),
                Optional.of(asked.flow()),
                Optional.of(asked.client().clientId()));
        return post.carry(tenant, dispatch);
    }

    /**
     * Takes a code. A right one is used up, and whoever it was sent to signs in, or comes to be; a wrong one costs one of three tries.
     *
     * @throws PasswordlessRefusal when it is not the right one
     */
    public SignedIn redeem(Tenant tenant, Client client, String session, String code) {
        Begun begun = read(tenant, session).orElseThrow(PasswordlessRefusal::foreign);
        Redeemed redeemed = db.inTransaction(handle -> {
            Optional<Codes.Found> instead = codes.take(handle, tenant, client, begun.holder(), code);
            if (instead.isPresent()) {
                return Redeemed.not(instead.get());
            }
            String userId = codes.userId(handle, tenant, begun.holder());
            return Redeemed.by(connection(tenant, begun)
                    .map(connection -> Recipients.of(connection, begun.channel() == Channel.EMAIL))
                    .flatMap(recipients -> begun.isSignUp()
                            ? recipients.admit(handle, tenant, begun.address(), userId)
                            : recipients.welcome(handle, tenant, userId)));
        });
        if (redeemed.instead().isPresent()) {
            Codes.Found found = redeemed.instead().get();
            throw found == Codes.Found.NONE ? PasswordlessRefusal.unsent() : PasswordlessRefusal.wrong(found);
        }
        return new SignedIn(redeemed.user().orElseThrow(PasswordlessRefusal::gone), begun.channel());
    }

    private static Optional<Connection> connection(Tenant tenant, Begun begun) {
        return Optional.ofNullable(tenant.catalogue().connections().get(begun.connection()));
    }

    private static Optional<Reason> unwelcome(Asked asked, Recipients recipients, Optional<User> known) {
        if (known.filter(User::blocked).isPresent()) {
            return withheld("user.blocked", "whoever has that address is blocked", "unblock the user");
        }
        if (known.isPresent()) {
            return Optional.empty();
        }
        if (!asked.allowsSignUp()) {
            return withheld(
                    "passwordless.unknown", "nobody has that address", "send allow_signup true, or sign up first");
        }
        return asked.connection().isOpenToWhoeverHas(recipients.name())
                ? Optional.empty()
                : withheld(
                        "passwordless.closed",
                        "nobody has that address, and the connection takes no newcomers of whom nothing else is known",
                        "set options.disable_signup to false, and let no other attribute be required on sign-up");
    }

    private static Optional<Reason> withheld(String check, String why, String fix) {
        return Optional.of(new Reason(
                check, "authentication-api.md §10.4", why + ", so no code was sent; the answer does not say so", fix));
    }

    private String seal(Tenant tenant, Begun begun) {
        return ENCODER.encodeToString(vault.seal(Json.bytes(begun), PLACE + tenant.name()));
    }

    private Optional<Begun> read(Tenant tenant, String session) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(session);
            return Optional.of(Json.read(vault.open(sealed, PLACE + tenant.name()), Begun.class));
        } catch (IllegalArgumentException | Vault.WrongKey altered) {
            return Optional.empty();
        }
    }
}
