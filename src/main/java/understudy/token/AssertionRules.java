package understudy.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.base.Pem;
import understudy.tenant.Client;
import understudy.tenant.Tenant;
import understudy.token.ClientAssertions.Flaw;

/** What a client assertion must be, one rule after the other (RFC 7523 §3, and what Auth0 documents); each says the first flaw it finds. */
final class AssertionRules {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5); // Auth0 documents it
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1); // the client's clock is not ours

    private AssertionRules() {}

    static Optional<Flaw> form(Client client, String type, Optional<AssertionClaims> claims) {
        if (!type.equals(TYPE)) {
            return Flaw.of(
                    "type",
                    "Unsupported client_assertion_type",
                    "the client_assertion_type is none we know",
                    "send " + TYPE);
        }
        if (client.credentials().stream()
                .allMatch(credential -> credential.pem().isEmpty())) {
            return Flaw.of(
                    "credential",
                    "The client has no credential for private_key_jwt",
                    "client " + client.clientId() + " has no public key here",
                    "give it client_authentication_methods.private_key_jwt.credentials with a pem");
        }
        if (claims.isEmpty()) {
            return Flaw.of(
                    "malformed",
                    "The client assertion is malformed",
                    "the client_assertion is not a signed JWT with claims of the right kinds",
                    "let the SDK build it, or see RFC 7523 §3");
        }
        return Optional.empty();
    }

    /** Of the header nothing is believed but what the credential says too. */
    static Optional<Flaw> signature(Client client, String assertion) {
        try {
            JWSObject jws = JWSObject.parse(assertion);
            List<Client.Credential> candidates = client.credentials().stream()
                    .filter(credential -> isFor(credential, jws))
                    .toList();
            if (candidates.isEmpty()) {
                return Flaw.of(
                        "algorithm",
                        "The client assertion's alg or kid is not that of the credential",
                        "no credential with a pem of client " + client.clientId() + " has the alg ("
                                + jws.getHeader().getAlgorithm() + ") and kid of the assertion's header",
                        "sign with the algorithm of the credential, and leave kid out or send the credential's");
            }
            for (Client.Credential credential : candidates) {
                if (jws.verify(
                        new RSASSAVerifier(Pem.readRsaPublicKey(credential.pem().orElseThrow())))) {
                    return Optional.empty();
                }
            }
        } catch (ParseException | JOSEException e) {
            // said below
        }
        return Flaw.of(
                "signature",
                "The client assertion's signature is invalid",
                "no public key of client " + client.clientId() + " verifies the assertion",
                "sign with the private key whose public key the client's credential holds");
    }

    private static boolean isFor(Client.Credential credential, JWSObject jws) {
        String kid = jws.getHeader().getKeyID();
        return credential.pem().isPresent()
                && credential.algorithm().equals(jws.getHeader().getAlgorithm().getName())
                && (kid == null
                        || credential.kid().filter(own -> !own.equals(kid)).isEmpty());
    }

    static Optional<Flaw> parties(Tenant tenant, Client client, AssertionClaims claims) {
        boolean isOwn =
                Stream.of(claims.iss(), claims.sub()).allMatch(name -> name.equals(Optional.of(client.clientId())));
        if (!isOwn) {
            return Flaw.of(
                    "issuer",
                    "The client assertion's iss and sub must be the client_id",
                    "iss or sub is not " + client.clientId(),
                    "put the client_id into both");
        }
        if (claims.aud().filter(audience -> isOurs(tenant, audience)).isEmpty()) {
            return Flaw.of(
                    "audience",
                    "The client assertion's aud is not this tenant",
                    "aud is not one text, or neither " + tenant.issuer() + " nor the token endpoint below it",
                    "put " + tenant.issuer() + " into aud, with its trailing slash");
        }
        return Optional.empty();
    }

    /** SDKs write https whatever they speak to us. */
    private static boolean isOurs(Tenant tenant, String audience) {
        return Stream.of("http://", "https://")
                .map(scheme -> scheme + tenant.origin().host() + "/")
                .anyMatch(base -> audience.equals(base) || audience.equals(base + "oauth/token"));
    }

    static Optional<Flaw> times(Tenant tenant, AssertionClaims claims) {
        long now = tenant.now().getEpochSecond();
        if (claims.exp().filter(exp -> exp > now).isEmpty()) {
            return Flaw.of(
                    "expired",
                    "The client assertion has expired",
                    "exp is missing, or not after " + tenant.now() + " by the tenant's clock",
                    "build one for each request, by the time of GET /lab/api/clock if that was moved");
        }
        if (claims.exp().get() > now + LONGEST_LIFE.plus(CLOCK_SKEW).toSeconds()) {
            return Flaw.of(
                    "lifetime",
                    "The client assertion expires too late",
                    "exp is more than five minutes (and one for clocks that differ) after " + tenant.now(),
                    "let it live for a minute");
        }
        boolean isEarly = Stream.of(claims.iat(), claims.nbf())
                .flatMap(Optional::stream)
                .anyMatch(from -> from > now + CLOCK_SKEW.toSeconds());
        return isEarly
                ? Flaw.of(
                        "early",
                        "The client assertion is not valid yet",
                        "iat or nbf is more than a minute after " + tenant.now() + " by the tenant's clock",
                        "build it by the time of GET /lab/api/clock if that was moved")
                : Optional.empty();
    }
}
