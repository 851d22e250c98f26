package understudy.authentication;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import understudy.authentication.OAuthRefusal.Code;
import understudy.authentication.grant.AuthorizationCodeGrant;
import understudy.authentication.grant.Grant;
import understudy.authentication.grant.Proof;
import understudy.authentication.grant.RefreshTokenGrant;
import understudy.base.Json;
import understudy.base.Reason;
import understudy.http.Parameters;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Transactions;
import understudy.policy.Policy;
import understudy.session.AuthorizationCodes;
import understudy.tenant.Client;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.token.Authorization;
import understudy.token.Issuer;
import understudy.token.RefreshTokens;
import understudy.token.Tokens;

/** {@code POST /oauth/token}: the one road for every token — parse, prove, decide, issue (authentication-api.md §3). */
final class TokenEndpoint {

    private final ClientAuthentication clientAuthentication;
    private final Map<String, Grant> grants;
    private final Policy policy;
    private final Mfa mfa;
    private final Issuer issuer;
    private final RefreshTokens refreshTokens;
    private final AuthorizationCodes codes;
    private final Journal journal;

    TokenEndpoint(
            ClientAuthentication clientAuthentication,
            List<Grant> grants,
            Policy policy,
            Mfa mfa,
            Tokens tokens,
            AuthorizationCodes codes,
            Journal journal) {
        this.clientAuthentication = clientAuthentication;
        this.grants = grants.stream().collect(Collectors.toUnmodifiableMap(Grant::type, Function.identity()));
        this.policy = policy;
        this.mfa = mfa;
        this.issuer = tokens.issuer();
        this.refreshTokens = tokens.refreshTokens();
        this.codes = codes;
        this.journal = journal;
    }

    Set<String> grantTypes() {
        return grants.keySet();
    }

    void token(Context http, Tenant tenant) {
        Parameters parameters = Parameters.of(http);
        String grantType =
                TokenRequest.text(parameters, "grant_type").orElseThrow(() -> OAuthRefusal.missing("grant_type"));
        TokenRequest request =
                new TokenRequest(tenant, clientAuthentication.prove(tenant, http, parameters), parameters, http.ip());
        Journal.client(http, request.client());
        Proof proof = prove(http, grant(grantType, request), request);
        proof.flow().ifPresent(flow -> Journal.flow(http, flow));
        proof.redemption().ifPresent(accepted -> journal.answered(http, tenant, accepted));
        Authorization proven = proof.authorization();
        Policy.Decision decision = policy.decide(tenant, proven, new PersonsFactors(mfa, tenant, proof::user));
        switch (decision.need()) {
            case SECOND_FACTOR -> throw mfaRequired(http, tenant, proof, decision);
            case NEW_LOGIN -> throw unmet(proven, decision);
            case FIRST_FACTOR -> throw new IllegalStateException("a grant without a first factor: " + grantType);
            case ENOUGH -> {
                journal.decided(http, tenant, proven, decision.why());
                issue(http, request, proof);
            }
        }
    }

    private Proof prove(Context http, Grant grant, TokenRequest request) {
        try {
            return grant.prove(request);
        } catch (OAuthRefusal | MfaRefusal refused) {
            TokenRequest.text(request.parameters(), "mfa_token")
                    .flatMap(token -> mfa.holder(request.tenant(), token))
                    .ifPresent(holder -> Journal.login(http, holder.flow(), holder.userId()));
            throw refused;
        }
    }

    private Grant grant(String grantType, TokenRequest request) {
        Grant grant = grants.get(grantType);
        if (grant == null) {
            throw OAuthRefusal.of(
                    Code.UNSUPPORTED_GRANT_TYPE,
                    "Unsupported grant type: " + grantType,
                    new Reason(
                            "grant.unknown",
                            "authentication-api.md §3.2",
                            "there is no grant " + grantType + " here",
                            "discovery lists those there are under grant_types_supported"));
        }
        requireGrant(request.client(), grantType);
        return grant;
    }

    /** @throws OAuthRefusal when the client may not use it */
    static void requireGrant(Client client, String grantType) {
        if (!client.grantTypes().contains(grantType)) {
            throw OAuthRefusal.of(
                            Code.UNAUTHORIZED_CLIENT,
                            "Grant type '" + grantType + "' not allowed for the client.",
                            new Reason(
                                    "grant.not_allowed",
                                    "authentication-api.md §1.5",
                                    "client " + client.clientId() + " may not use the grant " + grantType,
                                    "add it to the client's grant_types"))
                    .with("error_uri", "https://auth0.com/docs/clients/client-grant-types");
        }
    }

    private OAuthRefusal mfaRequired(Context http, Tenant tenant, Proof proof, Policy.Decision decision) {
        Authorization proven = proof.authorization();
        Transactions.Opened opened = mfa.open(tenant, proven);
        Journal.flow(http, opened.flow()); // first, so that the decision stands under it too
        journal.decided(http, tenant, proven, decision.why());
        User user = proof.user().orElseThrow();
        OAuthRefusal refusal = OAuthRefusal.of(
                        Code.MFA_REQUIRED,
                        "Multifactor authentication required",
                        new Reason(
                                "policy.second_factor",
                                "authentication-api.md §4.1",
                                "the first factor is right, and a second one is asked for",
                                "answer with the mfa_token: list, associate or challenge, then one of the MFA grants"))
                .with("mfa_token", opened.mfaToken())
                .about(user.userId());
        if (Requirements.areRelaxed(tenant)) {
            journal.relaxedBy(http, tenant, Rule.MFA_REQUIREMENTS);
        }
        if (Requirements.areSent(tenant)) {
            refusal.with("mfa_requirements", Requirements.of(mfa, tenant, user));
        }
        return refusal;
    }

    /** §3.3. No flow is opened: there is nothing that could be answered here. */
    private static OAuthRefusal unmet(Authorization proven, Policy.Decision decision) {
        return OAuthRefusal.of(
                        Code.UNMET_AUTHENTICATION_REQUIREMENTS,
                        "Unmet authentication requirements",
                        new Reason(
                                "policy.new_login",
                                "authentication-api.md §13",
                                "My Account's policy cannot be met: " + decision.why(),
                                "sign in again, and enrol a second factor to be asked for next time"))
                .about(proven.userId().orElseThrow());
    }

    private void issue(Context http, TokenRequest request, Proof proof) {
        Authorization proven = proof.authorization();
        Optional<String> refreshToken = refreshToken(request, proof);
        Issuer.Issued issued = issuer.issue(request.tenant(), request.client(), proven, proof.user());
        Map<String, Object> body = issued.body(refreshToken);
        proof.recoveryCode().ifPresent(code -> body.put("recovery_code", code));
        issued.relaxed().forEach(rule -> journal.relaxedBy(http, request.tenant(), rule));
        journal.issued(http, request.tenant(), proven);
        AuthenticationApi.noStore(http).contentType("application/json").result(Json.bytes(body));
    }

    /** Of several who bring one code the first gets tokens; the others end what it got, for one of them is a thief. */
    private void redeem(TokenRequest request, AuthorizationCodes.Presented code, Optional<String> refreshToken) {
        if (codes.redeem(request.tenant(), code, refreshToken)) {
            return;
        }
        refreshToken.ifPresent(token -> refreshTokens.revoke(request.tenant(), request.client(), token));
        codes.refreshHash(request.tenant(), code).ifPresent(hash -> refreshTokens.revokeByHash(request.tenant(), hash));
        throw AuthorizationCodeGrant.invalid("code.reuse", "another request with the same code was faster");
    }

    /** Used up, or made, before anything is signed: what is acknowledged is kept. */
    private Optional<String> refreshToken(TokenRequest request, Proof proof) {
        if (proof.continued().isEmpty()) {
            Optional<String> fresh = proof.user().isPresent()
                            && proof.authorization().has("offline_access")
                    ? Optional.of(refreshTokens.issue(request.tenant(), request.client(), proof.authorization()))
                    : Optional.empty();
            proof.code().ifPresent(code -> redeem(request, code, fresh));
            return fresh;
        }
        RefreshTokens.Exchange exchange = refreshTokens.exchange(
                request.tenant(), request.client(), proof.continued().get());
        return switch (exchange.outcome()) {
            case KEPT, ROTATED -> exchange.next();
            case REFUSED -> throw RefreshTokenGrant.invalid(exchange.reason().orElseThrow());
        };
    }
}
