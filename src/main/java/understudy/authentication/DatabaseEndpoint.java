package understudy.authentication;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.authentication.OAuthRefusal.Code;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Flow;
import understudy.http.Parameters;
import understudy.tenant.Client;
import understudy.tenant.Connection;
import understudy.tenant.Newcomer;
import understudy.tenant.SignUp;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.ticket.Forgotten;
import understudy.ticket.PasswordReset;
import understudy.ticket.TicketRefusal;

/** {@code /dbconnections/*}: signing up, and asking for a new password (authentication-api.md §10.1, §10.2). */
final class DatabaseEndpoint {

    static final String CONNECTION_UNKNOWN = "the connection was not found";

    private static final String SENT = "We've just sent you an email to reset your password.";

    private final SignUps signUps;
    private final PasswordReset reset;
    private final Journal journal;

    DatabaseEndpoint(SignUps signUps, PasswordReset reset, Journal journal) {
        this.signUps = signUps;
        this.reset = reset;
        this.journal = journal;
    }

    void signUp(Context http, Tenant tenant) {
        TokenRequest request = request(http, tenant);
        Map<String, Object> more = new LinkedHashMap<>(request.parameters().values());
        more.keySet().retainAll(Newcomer.MORE);
        more.values().removeIf(value -> value == null || value.equals(""));
        Newcomer newcomer = new Newcomer(
                request.required("connection"),
                request.required("email"),
                Optional.of(request.required("password")),
                more);
        SignUp signUp = signUps.signUp(tenant, request.client(), newcomer);
        User user = signUp.user().orElseThrow(() -> DatabaseRefusal.of(signUp, newcomer.connection()));
        journal.changed(http, tenant, user.userId(), "somebody signed up to " + user.connection());
        AuthenticationApi.noStore(http)
                .contentType("application/json; charset=utf-8")
                .result(Json.bytes(body(user)));
    }

    /** The same answer, whoever it is about: nobody learns here who has an account. */
    void changePassword(Context http, Tenant tenant) {
        TokenRequest request = request(http, tenant);
        Connection connection = connection(request, request.required("connection"));
        String login = Stream.of("email", "username", "phone_number")
                .flatMap(name -> request.optional(name).stream())
                .findFirst()
                .orElseThrow(() -> OAuthRefusal.missing("email"));
        try {
            reset.request(tenant, new Forgotten(request.client(), connection, login, request.address(), Flow.of(http)));
        } catch (TicketRefusal refused) {
            throw OAuthRefusal.of(Code.TOO_MANY_REQUESTS, "Rate limit exceeded.", refused.reason())
                    .limitedBy(refused.reached());
        }
        AuthenticationApi.noStore(http).contentType("text/html; charset=utf-8").result(SENT);
    }

    /** A client says who it is and proves nothing: these are called from browsers. */
    private static TokenRequest request(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        String clientId =
                TokenRequest.text(parameters, "client_id").orElseThrow(() -> OAuthRefusal.missing("client_id"));
        Client client = tenant.client(clientId).orElseThrow(() -> ClientAuthentication.unknown(clientId));
        Journal.client(http, client);
        return new TokenRequest(tenant, client, parameters, http.ip());
    }

    /** @throws OAuthRefusal when the client may use no database of that name */
    static Connection connection(TokenRequest request, String name) {
        return Optional.ofNullable(request.tenant().catalogue().connections().get(name))
                .filter(Connection::isDatabase)
                .filter(connection -> connection.isEnabledFor(request.client()))
                .orElseThrow(() -> OAuthRefusal.of(
                        Code.INVALID_REQUEST,
                        CONNECTION_UNKNOWN,
                        new Reason(
                                "connection.unknown",
                                "authentication-api.md §10.2",
                                "this tenant has no database connection " + name + " that is enabled for client "
                                        + request.client().clientId(),
                                "name one of the seed's databases whose enabled_clients hold this client")));
    }

    private static Map<String, Object> body(User user) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("_id", user.userId().substring(user.userId().indexOf('|') + 1));
        body.put("email", user.profile().get("email"));
        user.text("username").ifPresent(name -> body.put("username", name));
        body.putAll(user.profile());
        return body;
    }
}
