package understudy.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.webauthn.key.PageOptions.CHALLENGE;
import static understudy.factor.webauthn.key.PageOptions.creation;
import static understudy.factor.webauthn.key.PageOptions.request;

import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.Reply;
import understudy.TestServer;
import understudy.factor.webauthn.key.PageOptions;
import understudy.factor.webauthn.key.Verifier;

/** Security keys in the lab: what they sign is right, what they do wrong is asked for, and they can move to a browser and back. */
class VirtualAuthenticatorsTest {

    private static final String ALL = "/lab/api/authenticators";

    @RegisterExtension
    final TestServer server = new TestServer();

    @ParameterizedTest
    @CsvSource({"ES256, -7, EC, SHA256withECDSA", "EdDSA, -8, Ed25519, Ed25519", "RS256, -257, RSA, SHA256withRSA"})
    void what_it_signs_is_right_for_whoever_checks(String algorithm, long number, String key, String signature)
            throws GeneralSecurityException {
        String id = add(Map.of("user", "auth0|alice", "algorithm", algorithm));
        Reply created = create(id, creation());
        CredentialRecord credential = verifier().registers(created.json(), number);
        Reply used = get(id, request());
        byte[] spki = bytes(response(created).get("publicKey"));
        assertAll(
                () -> assertEquals(2, counter(used, credential)),
                () -> assertEquals(3, counter(get(id, request()), credential)),
                () -> assertTrue(isSigned(used, KeyFactory.getInstance(key), spki, Signature.getInstance(signature))));
    }

    @Test
    void the_key_of_the_demo_tenant_lies_ready_for_dave() {
        Reply listed = server.get(ALL + "?user=auth0%7Cdave");
        Map<String, Object> credential =
                server.get(ALL + "/dave-key/credentials").list().get(0);
        Reply used = get("dave-key", request().naming("allowCredentials", urlSafe(credential.get("credentialId"))));
        assertAll(
                () -> assertEquals(1, listed.list().size()),
                () -> assertEquals("dave-key", listed.list().get(0).get("id")),
                () -> assertEquals("localhost", credential.get("rpId")),
                () -> assertEquals(0, credential.get("signCount")),
                () -> assertEquals(200, used.status(), used::body));
    }

    @Test
    void it_misbehaves_from_when_it_is_told_until_it_is_told_otherwise() {
        String id = add(Map.of());
        CredentialRecord credential =
                verifier().registers(create(id, creation()).json(), -7);
        get(id, request());
        Reply told = patch(id, "{\"misbehave\":{\"counter\":\"stale\",\"origin\":\"https://evil.test\"}}");
        Reply foreign = get(id, request());
        patch(id, "{\"misbehave\":{\"counter\":\"stale\"}}");
        Reply stale = get(id, request());
        Reply reset = patch(id, "{\"misbehave\":null}");
        Reply right = get(id, request());
        assertAll(
                () -> assertEquals(
                        Map.of("counter", "stale", "origin", "https://evil.test"),
                        told.json().get("misbehave")),
                () -> assertThrows(BadOriginException.class, () -> counter(foreign, credential)),
                () -> assertEquals(2, counter(stale, credential)),
                () -> assertThrows(MaliciousCounterValueException.class, () -> counter(stale, credential)),
                () -> assertEquals(Map.of(), reset.json().get("misbehave")),
                () -> assertEquals(3, counter(right, credential)));
    }

    @Test
    void traits_change_one_by_one() {
        String id = add(Map.of("transport", "nfc", "resident_key", false));
        Reply changed = patch(id, "{\"user_verification\":false}");
        assertAll(
                () -> assertEquals(changed.body(), server.get(ALL + "/" + id).body()),
                () -> assertEquals("nfc", changed.text("transport")),
                () -> assertEquals(false, changed.json().get("resident_key")),
                () -> assertEquals(false, changed.json().get("user_verification")));
    }

    @Test
    void a_credential_moves_to_a_browser_and_back_and_counts_on() {
        String here = add(Map.of());
        String there = add(Map.of());
        Reply created = create(here, creation());
        CredentialRecord credential = verifier().registers(created.json(), -7);
        Map<String, Object> exported =
                server.get(ALL + "/" + here + "/credentials").list().get(0);
        assertEquals(
                200, server.post(ALL + "/" + there + "/credentials", exported).status());
        Reply usedThere = get(there, request());
        Map<String, Object> back =
                server.get(ALL + "/" + there + "/credentials").list().get(0);
        back.replaceAll(
                (name, value) -> name.equals("credentialId") || name.equals("privateKey") ? urlSafe(value) : value);
        assertEquals(200, server.post(ALL + "/" + here + "/credentials", back).status());
        assertAll(
                () -> assertEquals(
                        List.of(
                                "credentialId",
                                "isResidentCredential",
                                "rpId",
                                "privateKey",
                                "userHandle",
                                "signCount",
                                "backupEligibility",
                                "backupState",
                                "userName",
                                "userDisplayName"),
                        List.copyOf(exported.keySet())),
                () -> assertEquals(1, exported.get("signCount")),
                () -> assertEquals("ZGF2ZQ==", exported.get("userHandle")),
                () -> assertEquals(2, counter(usedThere, credential)),
                () -> assertEquals(3, counter(get(here, request()), credential)),
                () -> assertEquals(
                        1, server.get(ALL + "/" + here + "/credentials").list().size()));
    }

    @Test
    void of_many_uses_at_once_each_counts() throws Exception {
        String id = add(Map.of());
        create(id, creation());
        ExecutorService crowd = Executors.newFixedThreadPool(32);
        try {
            TreeSet<Long> counters = new TreeSet<>();
            List<Callable<Reply>> uses = Collections.nCopies(32, () -> get(id, request()));
            for (Future<Reply> used : crowd.invokeAll(uses)) {
                counters.add(counter(used.get()));
            }
            assertEquals(LongStream.rangeClosed(2, 33).boxed().toList(), List.copyOf(counters));
        } finally {
            crowd.shutdownNow();
        }
    }

    @ParameterizedTest(name = "{0} {1} with {2} is {3} {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST  | ``                    | {"user":"nobody"}                            | 404 | unknown-user          | Ids carry
            POST  | ``                    | {"user":7}                                   | 400 | bad-value             | "user" must be text
            POST  | ``                    | {"transport":"pigeon"}                       | 400 | bad-value             | usb, nfc, ble
            POST  | ``                    | {"algorithm":"HS256"}                        | 400 | bad-value             | ES256, EdDSA, RS256
            POST  | ``                    | {"backup_state":true}                        | 400 | bad-value             | backup_eligible
            POST  | ``                    | {"aaguid":"mine"}                            | 400 | bad-value             | a UUID
            POST  | ``                    | {"colour":"red"}                             | 400 | unknown-field         | Known are: user
            GET   | /nobodys              | ``                                           | 404 | unknown-authenticator | GET /lab/api/authenticators
            PATCH | /nobodys              | {}                                           | 404 | unknown-authenticator | latest is
            PATCH | /dave-key             | {"misbehave":"always"}                       | 400 | bad-value             | "misbehave" must be an object
            PATCH | /dave-key             | {"misbehave":{"count":"stale"}}              | 400 | unknown-field         | Known are: counter
            PATCH | /dave-key             | {"misbehave":{"counter":"fresh"}}            | 400 | bad-value             | "counter" must be stale
            PATCH | /dave-key             | {"misbehave":{"user_verified":"no"}}         | 400 | bad-value             | true or false
            POST  | /dave-key/create      | {"origin":"localhost","publicKey":{}}        | 400 | bad-value             | "origin" must be a scheme
            POST  | /dave-key/create      | {}                                           | 400 | bad-value             | "publicKey" is missing
            POST  | /dave-key/create      | {"publicKey":[]}                             | 400 | bad-value             | "publicKey" must be an object
            POST  | /dave-key/create      | {"publicKey":{}}                             | 422 | dom-exception         | TypeError: publicKey.rp must be an object.
            POST  | /dave-key/get         | {"publicKey":{}}                             | 422 | dom-exception         | TypeError: publicKey.challenge is missing.
            POST  | /dave-key/get         | {"publicKey":{"challenge":"YQ"}}             | 422 | dom-exception         | NotAllowedError: This authenticator has no resident
            POST  | /dave-key/get         | {"origin":"https://evil.test","publicKey":{"challenge":"YQ","rpId":"localhost"}} | 422 | dom-exception | SecurityError
            POST  | /dave-key/credentials | {"rpId":"localhost","privateKey":"AAAA"}     | 400 | bad-value             | "credentialId" is missing
            POST  | /dave-key/credentials | {"credentialId":"AAAA","privateKey":"AAAA"}  | 400 | bad-value             | "rpId" is missing
            POST  | /dave-key/credentials | {"credentialId":"AAAA","privateKey":"AAAA","rpId":"localhost"} | 400 | bad-value | PKCS#8
            POST  | /dave-key/credentials | {"credentialId":"!","privateKey":"AAAA","rpId":"localhost"}    | 400 | bad-value | "credentialId" must be Base64
            POST  | /dave-key/credentials | {"credentialId":"AAAA","privateKey":"AAAA","rpId":"localhost","signCount":-1} | 400 | bad-value | from 0 to 4294967295
            """)
    void what_cannot_be_done_says_what_to_do_instead(
            String method, String path, String body, int status, String type, String detail) {
        Reply reply = server.send(server.request(ALL + path).method(method, BodyPublishers.ofString(body)));
        assertAll(
                () -> assertEquals(status, reply.status(), reply.body()),
                () -> assertEquals("urn:understudy:lab:" + type, reply.text("type")),
                () -> assertTrue(reply.text("detail").contains(detail), reply.text("detail")));
    }

    @Test
    void what_a_browser_would_have_thrown_is_named_by_itself() {
        Reply refused = server.post(
                ALL + "/dave-key/get", Map.of("publicKey", Map.of("challenge", CHALLENGE, "rpId", "elsewhere.test")));
        assertEquals("SecurityError", refused.text("name"));
    }

    @Test
    void latest_is_the_one_added_last() {
        String first = add(Map.of());
        String second = add(Map.of("user", "auth0|bob"));
        assertEquals(second, server.get(ALL + "/latest").text("id"));
        server.send(server.request(ALL + "/latest").DELETE());
        assertEquals(first, server.get(ALL + "/latest").text("id"));
    }

    @Test
    void a_reset_leaves_what_the_seed_names_as_the_seed_has_it() {
        add(Map.of());
        patch("dave-key", "{\"misbehave\":{\"signature\":\"tampered\"}}");
        Object id = server.get(ALL + "/dave-key/credentials").list().get(0).get("credentialId");
        get("dave-key", request().naming("allowCredentials", urlSafe(id)));
        server.reset();
        List<Map<String, Object>> left = server.get(ALL).list();
        assertAll(
                () -> assertEquals(
                        List.of("dave-key"),
                        left.stream().map(one -> one.get("id")).toList()),
                () -> assertEquals(Map.of(), left.get(0).get("misbehave")),
                () -> assertEquals(
                        0,
                        server.get(ALL + "/dave-key/credentials").list().get(0).get("signCount")));
    }

    @Test
    void a_snapshot_brings_keys_and_counters_back() {
        String id = add(Map.of());
        create(id, creation());
        server.post("/lab/api/snapshots", Map.of());
        Reply before = server.get(ALL + "/" + id + "/credentials");
        get(id, request());
        server.send(server.request(ALL + "/" + id).DELETE());
        String later = add(Map.of());
        server.post("/lab/api/snapshots/latest/restore", Map.of());
        assertAll(
                () -> assertEquals(
                        before.body(),
                        server.get(ALL + "/" + id + "/credentials").body()),
                () -> assertEquals(404, server.get(ALL + "/" + later).status()),
                () -> assertEquals(2, counter(get(id, request()))));
    }

    @Test
    void no_event_holds_a_key() {
        String id = add(Map.of());
        create(id, creation());
        String key = server.get(ALL + "/" + id + "/credentials")
                .list()
                .get(0)
                .get("privateKey")
                .toString();
        assertFalse(server.get("/lab/api/events?limit=1000").body().contains(key.substring(0, 40)));
    }

    // ---------------------------------------------------------------------------------------------------------- tools

    private String add(Map<String, ?> body) {
        Reply added = server.post(ALL, body);
        assertEquals(200, added.status(), added::body);
        return added.text("id");
    }

    private Reply patch(String id, String json) {
        Reply patched = server.send(server.request(ALL + "/" + id).method("PATCH", BodyPublishers.ofString(json)));
        assertEquals(200, patched.status(), patched::body);
        return patched;
    }

    private Reply create(String id, PageOptions options) {
        return ceremony(id + "/create", options);
    }

    private Reply get(String id, PageOptions options) {
        return ceremony(id + "/get", options);
    }

    private Reply ceremony(String path, PageOptions options) {
        Reply answered = server.post(ALL + "/" + path, Map.of("publicKey", options.members()));
        assertEquals(200, answered.status(), answered::body);
        return answered;
    }

    private Verifier verifier() {
        return new Verifier(CHALLENGE, server.url(), "localhost");
    }

    private long counter(Reply answered, CredentialRecord credential) {
        return verifier()
                .asserts(answered.json(), credential)
                .getAuthenticatorData()
                .getSignCount();
    }

    private static long counter(Reply answered) {
        byte[] data = bytes(response(answered).get("authenticatorData"));
        return ByteBuffer.wrap(data, 33, 4).getInt();
    }

    private static boolean isSigned(Reply answered, KeyFactory keys, byte[] spki, Signature signature)
            throws GeneralSecurityException {
        Map<?, ?> response = response(answered);
        signature.initVerify(keys.generatePublic(new X509EncodedKeySpec(spki)));
        signature.update(bytes(response.get("authenticatorData")));
        signature.update(MessageDigest.getInstance("SHA-256").digest(bytes(response.get("clientDataJSON"))));
        return signature.verify(bytes(response.get("signature")));
    }

    private static Map<?, ?> response(Reply answered) {
        return (Map<?, ?>) answered.json().get("response");
    }

    private static byte[] bytes(Object base64Url) {
        return Base64.getUrlDecoder().decode((String) base64Url);
    }

    private static String urlSafe(Object base64) {
        return ((String) base64).replace('+', '-').replace('/', '_').replace("=", "");
    }
}
