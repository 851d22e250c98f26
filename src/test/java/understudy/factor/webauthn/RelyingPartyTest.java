package understudy.factor.webauthn;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import understudy.base.Json;
import understudy.base.World;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.CeremonyRefused.Leaves;
import understudy.factor.webauthn.key.Traits;
import understudy.factor.webauthn.key.VirtualAuthenticator;

/** Keys that find the account by themselves, as whoever builds passkeys asks for them. */
@Tag("once")
class RelyingPartyTest {

    private static final Account ADA = new Account("YWRh", "ada@example.com", "Ada");

    private final World world =
            new World(InstantSource.fixed(World.real().instant()), World.real().random());
    private final RelyingParty party =
            new RelyingParty(Scene.RP_ID, "Acme Dev", List.of("https://app.example.test", Scene.ORIGIN));
    private final Ceremony creating = Ceremony.open(Kind.CREATE, UserVerification.PREFERRED, world);
    private final Ceremony getting = Ceremony.open(Kind.GET, UserVerification.PREFERRED, world);
    private final VirtualAuthenticator.Used created = VirtualAuthenticator.of(Traits.USUAL)
            .create(party.creationOptions(creating, ADA, Selection.PASSKEY, List.of()), Scene.ORIGIN, world);

    @Test
    void a_passkey_must_be_found_without_being_named() {
        Map<String, Object> options = Json.object(party.creationOptions(creating, ADA, Selection.PASSKEY, List.of()));
        assertAll(
                () -> assertEquals(
                        Map.of("residentKey", "required", "requireResidentKey", true, "userVerification", "preferred"),
                        options.get("authenticatorSelection")),
                () -> assertEquals(
                        List.of(-8, -7, -257),
                        ((List<?>) options.get("pubKeyCredParams"))
                                .stream()
                                        .map(one -> ((Map<?, ?>) one).get("alg"))
                                        .toList()),
                () -> assertFalse(
                        Json.object(party.requestOptions(getting, List.of())).containsKey("allowCredentials")));
    }

    @Test
    void it_tells_whose_it_is_before_it_is_believed() {
        Credential credential = registered();
        PublicKeyResponse response = signed();
        Proven proven = party.authenticate(getting, credential, Optional.of("YWRh"), response, world.instant());
        assertAll(
                () -> assertEquals(Optional.of("YWRh"), response.userHandle()),
                () -> assertEquals(credential.id(), response.credentialId()),
                () -> assertEquals(getting.challenge(), response.challenge()),
                () -> assertTrue(proven.userVerified()),
                () -> assertEquals("hwk", proven.amr()),
                () -> assertEquals(2, proven.credential().signCount()));
    }

    @Test
    void a_refusal_says_what_it_leaves_of_the_ceremony() {
        Credential credential = registered();
        Credential ahead = credential.after(7, true, false);
        assertAll(
                () -> assertEquals(Leaves.OPEN, leaves(credential, "Ym9i", getting)),
                () -> assertEquals(Leaves.OPEN, leaves(credential, "YWRh", creating)),
                () -> assertEquals(Leaves.SPENT, leaves(ahead, "YWRh", getting)));
    }

    private Leaves leaves(Credential credential, String userHandle, Ceremony ceremony) {
        return assertThrows(
                        CeremonyRefused.class,
                        () -> party.authenticate(
                                ceremony, credential, Optional.of(userHandle), signed(), world.instant()))
                .leaves();
    }

    private Credential registered() {
        PublicKeyResponse response = PublicKeyResponse.read(Json.text(created.response()), Kind.CREATE);
        return party.register(creating, response, world.instant()).credential();
    }

    private PublicKeyResponse signed() {
        Map<String, Object> response = created.next()
                .get(party.requestOptions(getting, List.of()), Scene.ORIGIN, world)
                .response();
        return PublicKeyResponse.read(Json.text(response), Kind.GET);
    }
}
