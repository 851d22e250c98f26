package understudy.authentication;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.PasswordlessGrant;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.http.Parameters;
import understudy.passwordless.PasswordlessRefusal;
import understudy.passwordless.Sessions;
import understudy.passwordless.Sessions.Asked;
import understudy.passwordless.Sessions.Channel;
import understudy.passwordless.Sessions.Opened;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Recipients;
import understudy.tenant.Tenant;

/**
 * {@code POST /otp/challenge}: sends a code to sign in to a database with (authentication-api.md §10.4). The answer is the same whether
 * or not anybody has the address.
 */
final class OtpEndpoint {

    private static final String RULE = "authentication-api.md §10.4";
    private static final String EMAIL = "email";
    private static final String PHONE_NUMBER = "phone_number";

    private final ClientAuthentication clientAuthentication;
    private final Sessions sessions;
    private final Journal journal;

    OtpEndpoint(ClientAuthentication clientAuthentication, Sessions sessions, Journal journal) {
        this.clientAuthentication = clientAuthentication;
        this.sessions = sessions;
        this.journal = journal;
    }

    void challenge(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        Client client = client(http, tenant, parameters);
        Journal.client(http, client);
        TokenEndpoint.requireGrant(client, PasswordlessGrant.TYPE);
        TokenRequest request = new TokenRequest(tenant, client, parameters, http.ip());
        Asked asked = asked(request, Flow.of(http));
        Opened opened = open(tenant, asked);
        journal.changed(http, tenant, opened.userId(), told(asked, opened));
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(Map.of(
                        "auth_session", AuthSession.ofSentCode(opened.session()).text())));
    }

    private static String told(Asked asked, Opened opened) {
        String what = "a code to sign in to " + asked.connection().name() + " with";
        return opened.withheld()
                .map(reason -> what + " was asked for; " + reason.why())
                .orElse(what + " was sent");
    }

    private Opened open(Tenant tenant, Asked asked) {
        try {
            return sessions.open(tenant, asked);
        } catch (PasswordlessRefusal refused) {
            throw OAuthRefusal.of(Code.TOO_MANY_REQUESTS, "Rate limit exceeded.", refused.reason())
                    .limitedBy(refused.reached());
        }
    }

    // ------------------------------------------------------------------------------------------------ what is asked

    /** Whoever does not prove to be the client is told so in other words here than elsewhere (§1.5). */
    private Client client(Context http, Tenant tenant, Parameters parameters) {
        if (!ClientAuthentication.isAttempted(http, parameters)) {
            throw missing("client_id");
        }
        try {
            return clientAuthentication.prove(tenant, http, parameters);
        } catch (OAuthRefusal refused) {
            throw refused.code() == Code.CLIENT_UNPROVEN
                    ? OAuthRefusal.of(Code.INVALID_CLIENT, "Client authentication failed", refused.reason())
                    : refused;
        }
    }

    private static Asked asked(TokenRequest request, String flow) {
        String name = request.optional("connection").orElseThrow(() -> missing("connection"));
        boolean byEmail = isByEmail(request);
        Connection connection = connection(request, name, byEmail);
        return new Asked(
                request.client(),
                connection,
                channel(request, byEmail),
                address(request, Recipients.of(connection, byEmail)),
                allowsSignUp(request),
                request.address(),
                flow);
    }

    private static boolean isByEmail(TokenRequest request) {
        boolean hasEmail = request.optional(EMAIL).isPresent();
        if (hasEmail == request.optional(PHONE_NUMBER).isPresent()) {
            throw invalid(
                    EMAIL,
                    hasEmail
                            ? "Only one of email and phone_number may be provided"
                            : "Either email or phone_number must be provided",
                    "the name of the address says which way the code goes",
                    "send email, or phone_number");
        }
        return hasEmail;
    }

    private static Connection connection(TokenRequest request, String name, boolean byEmail) {
        @Nullable
        Connection connection = request.tenant().catalogue().connections().get(name);
        if (connection == null || !connection.isDatabase()) {
            throw unfit(
                    "The connection does not exist or is not a database connection",
                    "this tenant has no database " + name,
                    "name one of the seed's databases");
        }
        if (!connection.isEnabledFor(request.client())) {
            throw unfit(
                    "The connection is not enabled for the client",
                    "the connection " + name + " is not enabled for client "
                            + request.client().clientId(),
                    "add the client to the connection's enabled_clients");
        }
        if (!connection.hasCodes(byEmail)) {
            String method = byEmail ? "email_otp" : "phone_otp";
            throw unfit(
                    "The connection does not have " + method + " enabled",
                    "nobody of " + name + " signs in with a code that is sent this way",
                    "set options.authentication_methods." + method + ".enabled of the connection to true");
        }
        return connection;
    }

    private static String address(TokenRequest request, Recipients recipients) {
        String address = request.required(recipients.name());
        if (!recipients.isAddress(address)) {
            throw invalid(
                    recipients.name(),
                    recipients.haveEmail() ? "Invalid email" : "Invalid phone_number",
                    "nothing could be sent there",
                    recipients.haveEmail()
                            ? "send one like ada@example.com"
                            : "send a plus sign, the country's code and the number, digits only: +15555550100");
        }
        return address;
    }

    private static Channel channel(TokenRequest request, boolean byEmail) {
        String method = request.optional("delivery_method").orElse("text");
        Channel byPhone = switch (method) {
            case "text" -> Channel.SMS;
            case "voice" -> Channel.VOICE;
            default ->
                throw invalid(
                        "delivery_method",
                        "Invalid delivery_method",
                        "there is no way to bring a code called " + method,
                        "send text, voice, or leave it out");
        };
        return byEmail ? Channel.EMAIL : byPhone;
    }

    /** A form has only texts. */
    private static boolean allowsSignUp(TokenRequest request) {
        Optional<Object> given =
                Optional.ofNullable(request.parameters().values().get("allow_signup"));
        return switch (given.map(Object::toString).orElse("false")) {
            case "true" -> true;
            case "false", "" -> false;
            default ->
                throw invalid(
                        "allow_signup", "Invalid allow_signup", "it is neither true nor false", "send true or false");
        };
    }

    private static OAuthRefusal unfit(String text, String why, String fix) {
        return OAuthRefusal.of(Code.INVALID_CONNECTION, text, new Reason("connection.codes", RULE, why, fix));
    }

    private static OAuthRefusal missing(String parameter) {
        return withErrors(OAuthRefusal.missing(parameter), parameter);
    }

    private static OAuthRefusal invalid(String field, String text, String why, String fix) {
        return withErrors(
                OAuthRefusal.of(Code.INVALID_REQUEST, text, new Reason("request." + field, RULE, why, fix)), field);
    }

    private static OAuthRefusal withErrors(OAuthRefusal refusal, String field) {
        return refusal.with("validation_errors", List.of(Map.of("field", field, "message", refusal.description())));
    }
}
