package understudy.passkey;

import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import understudy.factor.webauthn.Ceremony;
import understudy.factor.webauthn.CeremonyRefused;
import understudy.factor.webauthn.Proven;
import understudy.factor.webauthn.PublicKeyResponse;
import understudy.factor.webauthn.RelyingParty;
import understudy.tenant.Client;
import understudy.tenant.SignUps;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;

/** What keys answered: verified, and what follows from it kept, within a transaction that whoever asked has opened. */
final class Answers {

    private static final int LONGEST_USER_AGENT = 512;

    /** A passkey that changes under our eyes this often is being hammered. */
    private static final int RETRIES = 100;

    private final PasskeyStore store;
    private final SignUps signUps;

    Answers(PasskeyStore store, SignUps signUps) {
        this.store = store;
        this.signUps = signUps;
    }

    /** An answer, and who asked for it. */
    record Given(Tenant tenant, Client client, Ceremony ceremony, String response) {

        RelyingParty party() {
            return Questions.party(tenant, client);
        }

        PublicKeyResponse read() {
            return PublicKeyResponse.read(response, ceremony.kind());
        }

        /** Read, and found to be an answer to this ceremony, whoever's key it is: or its flaws would be blamed on the key. */
        PublicKeyResponse admitted() {
            PublicKeyResponse read = read();
            party().admit(ceremony, read, tenant.now());
            return read;
        }
    }

    /** Somebody new and their first passkey: both, or neither. */
    SignedIn join(Handle handle, Given given, User prospect, Optional<String> userAgent) {
        Proven proven = registered(given);
        if (!signUps.join(handle, given.tenant(), prospect)) {
            throw PasskeyRefusal.taken();
        }
        keep(handle, given, prospect, proven, userAgent);
        return SignedIn.by(prospect, proven, given.ceremony());
    }

    /** One more passkey of somebody's. */
    Passkey add(Handle handle, Given given, User user, Optional<String> userAgent) {
        return keep(handle, given, user, registered(given), userAgent);
    }

    /** The key says who signs in; its word on the passkey as it is now, read again when another use was kept meanwhile. */
    SignedIn signIn(Handle handle, Given given, String connection) {
        PublicKeyResponse response = proving(given::admitted);
        for (int i = 0; i < RETRIES; i++) {
            Passkey passkey = store.findByCredential(handle, given.tenant().name(), response.credentialId())
                    .orElseThrow(PasskeyRefusal::unknown);
            Proven proven = authenticated(given, response, passkey);
            User user = owner(handle, given, passkey, connection);
            if (store.used(handle, given.tenant(), passkey, passkey.key().after(proven.credential()))) {
                return SignedIn.by(user, proven, given.ceremony());
            }
        }
        throw new IllegalStateException("a passkey never stands still");
    }

    private static User owner(Handle handle, Given given, Passkey passkey, String connection) {
        User user = Users.find(handle, given.tenant().name(), passkey.userId())
                .orElseThrow(() -> PasskeyRefusal.ofNobody(passkey.userId()));
        if (!user.connection().equals(connection)) {
            throw PasskeyRefusal.ofElsewhere(user.connection(), connection);
        }
        return user;
    }

    private static Proven authenticated(Given given, PublicKeyResponse response, Passkey passkey) {
        if (response.userHandle().isEmpty()) {
            throw PasskeyRefusal.nameless();
        }
        Passkey.Key key = passkey.key();
        return proving(() -> given.party()
                .authenticate(
                        given.ceremony(),
                        key.credential(),
                        Optional.of(key.userHandle()),
                        response,
                        given.tenant().now()));
    }

    private static Proven registered(Given given) {
        return proving(() -> given.party()
                .register(given.ceremony(), given.read(), given.tenant().now()));
    }

    private Passkey keep(Handle handle, Given given, User user, Proven proven, Optional<String> userAgent) {
        Tenant tenant = given.tenant();
        Passkey fresh = new Passkey(
                "passkey|" + tenant.deviceId(),
                user.userId(),
                new Passkey.Key(proven.credential(), given.party().id(), Questions.userHandle(tenant, user)),
                Optional.empty(),
                userAgent.map(text -> text.substring(0, Math.min(text.length(), LONGEST_USER_AGENT))),
                tenant.now(),
                Optional.empty(),
                0);
        if (!store.add(handle, tenant.name(), fresh)) {
            throw PasskeyRefusal.duplicate();
        }
        return fresh;
    }

    private static <T> T proving(Supplier<T> ceremony) {
        try {
            return ceremony.get();
        } catch (CeremonyRefused refused) {
            throw PasskeyRefusal.of(refused);
        }
    }
}
