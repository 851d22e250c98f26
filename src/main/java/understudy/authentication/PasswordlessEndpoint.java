package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.http.Parameters;
import understudy.passwordless.Passwordless;
import understudy.passwordless.PasswordlessRefusal;
import understudy.passwordless.Started;
import understudy.passwordless.Wanted;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Recipients;
import understudy.tenant.Tenant;

/** {@code POST /passwordless/start}: sends a code or a link to sign in with (authentication-api.md §10.3). */
final class PasswordlessEndpoint {

    private static final String RULE = "authentication-api.md §10.3";

    private final ClientAuthentication clientAuthentication;
    private final Passwordless passwordless;
    private final Journal journal;

    PasswordlessEndpoint(ClientAuthentication clientAuthentication, Passwordless passwordless, Journal journal) {
        this.clientAuthentication = clientAuthentication;
        this.passwordless = passwordless;
        this.journal = journal;
    }

    void start(Context http, Tenant tenant) {
        TokenRequest request = request(http, tenant);
        Connection connection = connection(request);
        Recipients recipients = Recipients.of(connection);
        String address = address(request, recipients);
        Optional<UnaryOperator<String>> link = isLink(request, recipients)
                ? Optional.of(MagicLink.of(request, connection, address))
                : Optional.empty();
        Optional<String> language = AuthenticationApi.language(http);
        Started started = start(
                tenant,
                new Wanted(request.client(), connection, address, link, language, request.address(), Flow.of(http)));
        tell(http, tenant, connection, started, link.isPresent());
        if (started.outcome() == Started.Outcome.UNDELIVERED) {
            throw undelivered(recipients, started.reason().orElseThrow());
        }
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(body(recipients, recipients.canonical(address), started, language)));
    }

    private Started start(Tenant tenant, Wanted wanted) {
        try {
            return passwordless.start(tenant, wanted);
        } catch (PasswordlessRefusal refused) {
            throw refused.kind() == PasswordlessRefusal.Kind.TOO_MANY
                    ? OAuthRefusal.of(Code.TOO_MANY_REQUESTS, "Rate limit exceeded.", refused.reason())
                            .limitedBy(refused.reached())
                    : OAuthRefusal.of(Code.BAD_CONNECTION, "Public signup is disabled", refused.reason());
        }
    }

    private static OAuthRefusal undelivered(Recipients recipients, Reason reason) {
        return recipients.haveEmail()
                ? OAuthRefusal.of(
                        Code.EMAIL_PROVIDER_ERROR, "We couldn't send the email. Please try again later.", reason)
                : OAuthRefusal.of(Code.SMS_PROVIDER_ERROR, "There was a problem sending the SMS", reason);
    }

    private void tell(Context http, Tenant tenant, Connection connection, Started started, boolean isLink) {
        String what = (isLink ? "a link" : "a code") + " to sign in with by " + connection.name();
        switch (started.outcome()) {
            case SENT -> journal.changed(http, tenant, started.userId(), what + " was sent");
            case UNDELIVERED -> journal.changed(http, tenant, started.userId(), what + " could not be delivered");
            case WITHHELD ->
                journal.changed(
                        http,
                        tenant,
                        started.userId(),
                        what + " was asked for; "
                                + started.reason().orElseThrow().why());
        }
    }

    private static Map<String, Object> body(
            Recipients recipients, String address, Started started, Optional<String> language) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("_id", started.userId().substring(started.userId().indexOf('|') + 1));
        body.put(recipients.name(), address);
        body.put(recipients.verified(), started.verified());
        if (!recipients.haveEmail()) {
            body.put("request_language", language.orElse(null));
        }
        return body;
    }

    // ------------------------------------------------------------------------------------------------ what is asked

    private TokenRequest request(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        if (!ClientAuthentication.isAttempted(http, parameters)) {
            throw missing(Code.BAD_CLIENT_ID, "client_id");
        }
        Client client = clientAuthentication.prove(tenant, http, parameters);
        Journal.client(http, client);
        return new TokenRequest(tenant, client, parameters, http.ip());
    }

    private static Connection connection(TokenRequest request) {
        String name = request.optional("connection").orElseThrow(() -> missing(Code.BAD_CONNECTION, "connection"));
        @Nullable
        Connection connection = request.tenant().catalogue().connections().get(name);
        if (connection == null) {
            throw refused(
                    Code.BAD_CONNECTION,
                    "Connection does not exist",
                    "connection.unknown",
                    "this tenant has no connection " + name,
                    "add a connection whose strategy is email or sms to the seed");
        }
        if (!connection.isPasswordless()) {
            throw refused(
                    Code.BAD_CONNECTION,
                    "Invalid connection strategy. It must either be a passwordless connection",
                    "connection.strategy",
                    "the connection " + name + " is of the strategy " + connection.strategy(),
                    "name a connection whose strategy is email or sms");
        }
        if (!connection.isEnabledFor(request.client())) {
            throw refused(
                    Code.BAD_CONNECTION,
                    "Connection is disabled",
                    "connection.not_enabled",
                    "the connection " + name + " is not enabled for client "
                            + request.client().clientId(),
                    "add the client to the connection's enabled_clients");
        }
        return connection;
    }

    private static String address(TokenRequest request, Recipients recipients) {
        Code bad = recipients.haveEmail() ? Code.BAD_EMAIL : Code.BAD_PHONE_NUMBER;
        String address = request.optional(recipients.name()).orElseThrow(() -> missing(bad, recipients.name()));
        if (!recipients.isAddress(address)) {
            throw refused(
                    bad,
                    recipients.haveEmail()
                            ? "error in email - email format validation failed: " + address
                            : "String does not match pattern: ^\\+[0-9]{1,15}$",
                    "request." + recipients.name(),
                    "nothing could be sent there",
                    recipients.haveEmail()
                            ? "send one like ada@example.com"
                            : "send a plus sign, the country's code and the number, digits only: +15555550100");
        }
        return address;
    }

    /** Where nothing is said a link, by e-mail; in a text message there is only a code. */
    private static boolean isLink(TokenRequest request, Recipients recipients) {
        String send = request.optional("send").orElse(recipients.haveEmail() ? "link" : "code");
        return switch (send) {
            case "link" -> recipients.haveEmail();
            case "code" -> false;
            default ->
                throw refused(
                        Code.BAD_SEND,
                        "error in send - invalid value: " + send + " (expected link or code)",
                        "request.send",
                        "there is nothing of that name to send",
                        "send code, link, or leave it out");
        };
    }

    private static OAuthRefusal missing(Code code, String property) {
        return refused(
                code,
                "Missing required property: " + property,
                "request.parameter",
                "the request has no " + property,
                "send " + property + " in the body, as JSON or as a form");
    }

    static OAuthRefusal refused(Code code, String text, String check, String why, String fix) {
        return OAuthRefusal.of(code, text, new Reason(check, RULE, why, fix));
    }
}
