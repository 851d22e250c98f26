package understudy.lab;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.lab.LabRefusal.Kind;
import understudy.tenant.Client;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.Authorization;
import understudy.token.Issuer;
import understudy.token.RefreshTokens;

/** Tokens without a login, for suites that test an API only: who may have what is not proven but said. The mint is the house's own. */
final class Minting {

    private static final String RELAXED = "Understudy-Relaxed";
    private static final List<String> PASSWORD_ONLY = List.of("pwd");

    private final Issuer issuer;
    private final RefreshTokens refreshTokens;
    private final Latest latest;
    private final LabJournal journal;

    Minting(Issuer issuer, RefreshTokens refreshTokens, Latest latest, LabJournal journal) {
        this.issuer = issuer;
        this.refreshTokens = refreshTokens;
        this.latest = latest;
        this.journal = journal;
    }

    void mint(Context http, Tenant tenant, Fields said) {
        Client client =
                client(tenant, latest.client(tenant, said.text("client").orElseThrow(() -> said.missing("client"))));
        Optional<User> user = said.text("user").map(id -> latest.existingUser(tenant, id));
        Tenant then =
                said.instant("at").map(at -> asOf(tenant, Clocks.possible(at))).orElse(tenant);
        Authorization proven = authorization(then, client, user, said);
        Optional<String> refreshToken = user.filter(present -> proven.has("offline_access"))
                .map(present -> refreshTokens.issue(then, client, proven));
        Issuer.Issued issued = issuer.issue(then, client, proven, user);
        journal.issued(
                http, tenant, "the lab minted tokens for " + proven.audience().orElse("userinfo"), proven);
        if (!issued.relaxed().isEmpty()) {
            http.header(RELAXED, issued.relaxed().stream().map(Rule::wire).collect(Collectors.joining(", ")));
        }
        LabApi.answer(http, issued.body(refreshToken));
    }

    /** Scopes are granted as they are asked for, defined or not. Methods count as proven on a hosted page. */
    private static Authorization authorization(Tenant tenant, Client client, Optional<User> user, Fields said) {
        Optional<String> audience = said.text("audience").filter(asked -> !tenant.isUserinfo(asked));
        audience.filter(asked -> tenant.api(asked).isEmpty()).ifPresent(unknown -> {
            throw new LabRefusal(
                    Kind.UNKNOWN_AUDIENCE,
                    "The tenant " + tenant.name() + " has no API of that identifier. Known are: "
                            + String.join(", ", tenant.catalogue().apis().keySet()) + ".");
        });
        List<String> scope = said.text("scope")
                .map(text -> Arrays.stream(text.split(" "))
                        .filter(one -> !one.isEmpty())
                        .distinct()
                        .toList())
                .orElse(List.of());
        if (user.isEmpty() && said.texts("amr").isPresent()) {
            throw new LabRefusal(Kind.BAD_VALUE, "amr says how a user signed in. Name the user, or leave amr away.");
        }
        return new Authorization(
                        client.clientId(),
                        user.map(User::userId),
                        audience,
                        scope,
                        user.isPresent() ? said.texts("amr").orElse(PASSWORD_ONLY) : List.of(),
                        user.isPresent() ? Authorization.Occasion.HOSTED : Authorization.Occasion.TOKEN_ENDPOINT,
                        user.isPresent() ? Optional.empty() : Optional.of("client-credentials"))
                .provenAt(user.map(known -> tenant.now()));
    }

    /** The tenant as it was or will be at that time: a token of the day before yesterday has expired. */
    private static Tenant asOf(Tenant tenant, Instant at) {
        return new Tenant(tenant.name(), tenant.origin(), at, tenant.catalogue(), tenant.profile(), tenant.random());
    }

    private static Client client(Tenant tenant, String clientId) {
        return tenant.client(clientId)
                .orElseThrow(() -> new LabRefusal(
                        Kind.UNKNOWN_CLIENT,
                        "The tenant " + tenant.name() + " has no client of that id. Known are: "
                                + tenant.catalogue().clients().keySet().stream()
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + "."));
    }
}
