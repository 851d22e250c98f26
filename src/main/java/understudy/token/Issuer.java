package understudy.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import understudy.base.Hash;
import understudy.tenant.Api;
import understudy.tenant.Client;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;
import understudy.tenant.User;

/** The single mint: every token of every grant is made here. */
public final class Issuer {

    private static final Duration USERINFO_LIFETIME = Duration.ofDays(1);
    private static final Duration USERINFO_LIFETIME_FOR_WEB = Duration.ofSeconds(7200);

    private final SigningKeys keys;
    private final OpaqueTokens opaque;

    public Issuer(SigningKeys keys, OpaqueTokens opaque) {
        this.keys = keys;
        this.opaque = opaque;
    }

    /**
     * What was minted.
     *
     * @param expiresIn the access token's life, in seconds
     * @param relaxed the profile's rules that show in these tokens
     */
    public record Issued(
            String accessToken, Optional<String> idToken, List<String> scope, long expiresIn, Set<Rule> relaxed) {

        /** The answer that hands them out (authentication-api.md §3.1). */
        public Map<String, Object> body(Optional<String> refreshToken) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("access_token", accessToken);
            refreshToken.ifPresent(token -> body.put("refresh_token", token));
            idToken.ifPresent(token -> body.put("id_token", token));
            if (!scope.isEmpty()) {
                body.put("scope", String.join(" ", scope));
            }
            body.put("expires_in", expiresIn);
            body.put("token_type", "Bearer");
            return body;
        }
    }

    /**
     * One token.
     *
     * @param expiresIn in seconds
     */
    public record Minted(String token, long expiresIn, Set<Rule> relaxed) {}

    /** The tokens of an answer of the token endpoint. @param user empty when the client acts for itself */
    public Issued issue(Tenant tenant, Client client, Authorization proven, Optional<User> user) {
        Minted accessToken = accessToken(tenant, proven, Api::tokenLifetime, USERINFO_LIFETIME);
        Set<Rule> relaxed = EnumSet.noneOf(Rule.class);
        relaxed.addAll(accessToken.relaxed());
        Optional<String> idToken = user.filter(present -> proven.has("openid")).map(present -> {
            Minted minted = idToken(tenant, client, proven, present, Map.of());
            relaxed.addAll(minted.relaxed());
            return minted.token();
        });
        return new Issued(accessToken.token(), idToken, proven.scope(), accessToken.expiresIn(), relaxed);
    }

    /** An access token that {@code /authorize} hands to the browser. */
    public Minted accessTokenForWeb(Tenant tenant, Authorization proven) {
        return accessToken(tenant, proven, Api::tokenLifetimeForWeb, USERINFO_LIFETIME_FOR_WEB);
    }

    /** An ID token that {@code /authorize} hands to the browser, bound to what goes with it (OpenID Connect Core §3.3.2.11). */
    public Minted idTokenForWeb(
            Tenant tenant,
            Client client,
            Authorization proven,
            User user,
            Optional<String> accessToken,
            Optional<String> code) {
        Map<String, Object> hashes = new LinkedHashMap<>();
        accessToken.ifPresent(token -> hashes.put("at_hash", halfHash(token)));
        code.ifPresent(value -> hashes.put("c_hash", halfHash(value)));
        return idToken(tenant, client, proven, user, hashes);
    }

    private Minted accessToken(
            Tenant tenant, Authorization proven, Function<Api, Duration> lifetimeOf, Duration ofUserinfo) {
        Set<Rule> relaxed = EnumSet.noneOf(Rule.class);
        Optional<Api> api = proven.audience().flatMap(tenant::api);
        Duration lifetime = api.map(lifetimeOf).orElse(ofUserinfo);
        String token = api.isPresent()
                ? accessToken(tenant, proven, api.get(), lifetime, relaxed)
                : opaque.issue(tenant, proven, lifetime);
        return new Minted(token, lifetime.toSeconds(), relaxed);
    }

    /** tokens-and-step-up.md §1.2, Auth0's own token profile. */
    private String accessToken(Tenant tenant, Authorization proven, Api api, Duration lifetime, Set<Rule> relaxed) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", tenant.issuer());
        claims.put("sub", proven.userId().orElse(proven.clientId() + "@clients"));
        claims.put(
                "aud",
                proven.has("openid")
                                && api.kind() != Api.Kind.MFA
                                && api.kind() != Api.Kind.ACCOUNT
                                && api.signingSecret().isEmpty()
                        ? List.of(api.identifier(), tenant.issuer() + "userinfo")
                        : api.identifier());
        putTimes(claims, tenant.now(), lifetime);
        if (!proven.scope().isEmpty()) {
            claims.put("scope", String.join(" ", proven.scope()));
        }
        claims.put("azp", proven.clientId());
        proven.gty().ifPresent(gty -> claims.put("gty", gty));
        putAmr(claims, AmrRules.accessToken(proven, tenant.profile()), relaxed);
        return signed(tenant, api.signingSecret(), claims);
    }

    /** tokens-and-step-up.md §2.1. */
    private Minted idToken(Tenant tenant, Client client, Authorization proven, User user, Map<String, Object> hashes) {
        Set<Rule> relaxed = EnumSet.noneOf(Rule.class);
        Map<String, Object> claims = new LinkedHashMap<>(UserClaims.of(user, proven.scope()));
        claims.put("iss", tenant.issuer());
        claims.put("aud", client.clientId());
        claims.put("sub", user.userId());
        putTimes(claims, tenant.now(), client.idTokenLifetime());
        proven.hosted().ifPresent(login -> {
            login.authTime().ifPresent(at -> claims.put("auth_time", at.getEpochSecond()));
            claims.put("sid", login.sid());
            login.nonce().ifPresent(nonce -> claims.put("nonce", nonce));
        });
        putAmr(claims, AmrRules.idToken(proven, tenant.profile()), relaxed);
        claims.putAll(hashes);
        return new Minted(
                signed(tenant, client.idTokenSecret(), claims),
                client.idTokenLifetime().toSeconds(),
                relaxed);
    }

    private static String halfHash(String value) {
        byte[] hash = Hash.digest("SHA-256", value.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
    }

    /** RS256 with the tenant's key, or HS256 where the reader shares a secret (tokens-and-step-up.md §8). */
    private String signed(Tenant tenant, Optional<String> secret, Map<String, Object> claims) {
        return secret.map(shared -> SharedSecret.sign(shared, claims))
                .orElseGet(() -> keys.keyring(tenant).current().sign(claims));
    }

    private static void putTimes(Map<String, Object> claims, Instant now, Duration lifetime) {
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + lifetime.toSeconds());
    }

    private static void putAmr(Map<String, Object> claims, AmrRules.Shown shown, Set<Rule> relaxed) {
        if (!shown.amr().isEmpty()) {
            claims.put("amr", shown.amr());
        }
        if (shown.isMultiFactor()) {
            claims.put("acr", Authorization.MULTI_FACTOR);
        }
        relaxed.addAll(shown.relaxed());
    }
}
