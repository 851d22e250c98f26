package understudy.factor.webauthn;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.factor.Desk;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.CeremonyRefused.Leaves;

/**
 * Who asks for keys: it writes what the browser is handed, and judges what comes back.
 *
 * @param id the domain the keys belong to
 * @param name as the browser shows it
 * @param origins whose pages may bring an answer, letter by letter
 */
public record RelyingParty(String id, String name, List<String> origins) {

    public RelyingParty {
        origins = List.copyOf(origins);
    }

    /** The tenant's: the host that was asked, unless another domain is set. */
    public static RelyingParty of(Desk desk) {
        Object set = desk.settings().get("relyingPartyIdentifier");
        boolean overridden = Boolean.TRUE.equals(desk.settings().get("overrideRelyingParty"));
        String id = overridden && set instanceof String domain && !domain.isBlank()
                ? domain
                : URI.create(desk.origin()).getHost();
        return new RelyingParty(id, desk.tenantName(), desk.origins());
    }

    /** The same under the domain a key was made for, whatever is asked or set today. */
    public RelyingParty under(String otherId) {
        return new RelyingParty(otherId, name, origins);
    }

    /**
     * Options for {@code navigator.credentials.create}, as JSON.
     *
     * @param exclude keys the account has already
     */
    public String creationOptions(Ceremony ceremony, Account account, Selection selection, List<Credential> exclude) {
        return Options.creation(this, ceremony, account, selection, exclude);
    }

    /**
     * Options for {@code navigator.credentials.get}, as JSON.
     *
     * @param allow the keys that may answer; none to let a discoverable one name the account
     */
    public String requestOptions(Ceremony ceremony, List<Credential> allow) {
        return Options.request(this, ceremony, allow);
    }

    /**
     * Judges a registration (§7.1). That the id is nobody else's is for the owner of the credentials to see (step 26).
     *
     * @throws CeremonyRefused when it proves nothing
     */
    public Proven register(Ceremony ceremony, PublicKeyResponse response, Instant now) {
        admit(ceremony, response, now);
        return Registration.verify(this, ceremony, response);
    }

    /**
     * Judges an assertion (§7.2).
     *
     * @param credential the one it must come from
     * @param userHandle the account's, if it is known; where the key named the account, whoever looked that up has compared it
     * @throws CeremonyRefused when it proves nothing
     */
    public Proven authenticate(
            Ceremony ceremony,
            Credential credential,
            Optional<String> userHandle,
            PublicKeyResponse response,
            Instant now) {
        if (!response.credentialId().equals(credential.id())) {
            throw WebauthnReason.CREDENTIAL.refused(Kind.GET);
        }
        admit(ceremony, response, now);
        if (userHandle.isPresent()
                && response.userHandle().isPresent()
                && !response.userHandle().equals(userHandle)) {
            throw WebauthnReason.USER_HANDLE.refused(Kind.GET);
        }
        return Assertion.verify(this, ceremony, credential, response);
    }

    /**
     * Judges what can be judged of an answer before anybody knows whose key it is: that it is to this ceremony, in time, and brought
     * by a page that may.
     *
     * @throws CeremonyRefused when it is not
     */
    public void admit(Ceremony ceremony, PublicKeyResponse response, Instant now) {
        Kind kind = ceremony.kind();
        if (response.kind() != kind) {
            throw WebauthnReason.RESPONSE.refused(kind, kind.type, response.kind().type);
        }
        if (ceremony.isOver(now)) {
            throw new CeremonyRefused(WebauthnReason.EXPIRED.of(kind, ceremony.expires(), now), Leaves.OVER);
        }
        response.clientData().verify(ceremony, origins);
    }
}
