package understudy.factor.webauthn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static understudy.factor.Verdict.Outcome.ACCEPTED;
import static understudy.factor.Verdict.Outcome.REJECTED;
import static understudy.factor.webauthn.Ceremony.Kind.CREATE;
import static understudy.factor.webauthn.Ceremony.Kind.GET;
import static understudy.factor.webauthn.Spoil.authenticatorData;
import static understudy.factor.webauthn.Spoil.bytes;
import static understudy.factor.webauthn.Spoil.clientData;
import static understudy.factor.webauthn.Spoil.credentialId;
import static understudy.factor.webauthn.Spoil.field;
import static understudy.factor.webauthn.Spoil.joined;
import static understudy.factor.webauthn.Spoil.key;
import static understudy.factor.webauthn.Spoil.publicKey;
import static understudy.factor.webauthn.Spoil.response;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Verdict;
import understudy.factor.webauthn.Ceremony.Kind;
import understudy.factor.webauthn.key.Misbehaviour;

/** Answers with one thing wrong, and the step of the specification that finds it. */
@Tag("once")
class SpoiledCeremoniesTest {

    private static final int FLAGS = 32;
    private static final byte[] DEEP = new byte[4_000];

    static {
        Arrays.fill(DEEP, (byte) 0x81); // CBOR: an array of one, of one, of one …
    }

    /** @param step of §7.1 or §7.2 */
    record Row(String what, Kind ceremony, int step, String check, Spoil spoil) {
        @Override
        public String toString() {
            return ceremony + ": " + what;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                        both("type of the other ceremony", 7, 10, "type", key("{'type':'webauthn.other'}")),
                        both(
                                "challenge nobody asked",
                                8,
                                11,
                                "challenge",
                                key("{'challenge':'bm9ib2R5IGFza2VkIHRoaXM'}")),
                        both(
                                "challenge of another ceremony",
                                8,
                                11,
                                "challenge",
                                SpoiledCeremoniesTest::anotherCeremony),
                        both("other port", 9, 12, "origin", origin("https://login.example.test:4644")),
                        both("no port", 9, 12, "origin", origin("https://login.example.test")),
                        both("other scheme", 9, 12, "origin", origin("http://login.example.test:4643")),
                        both("subdomain", 9, 12, "origin", origin("https://evil.login.example.test:4643")),
                        both("parent domain", 9, 12, "origin", origin("https://example.test:4643")),
                        both("suffix", 9, 12, "origin", origin("https://login.example.test.evil:4643")),
                        both("trailing dot", 9, 12, "origin", origin("https://login.example.test.:4643")),
                        both("trailing slash", 9, 12, "origin", origin("https://login.example.test:4643/")),
                        both("capitals", 9, 12, "origin", origin("https://LOGIN.example.test:4643")),
                        both("user in front", 9, 12, "origin", origin("https://ada@login.example.test:4643")),
                        both("null origin", 9, 12, "origin", origin("null")),
                        both("punycode", 9, 12, "origin", origin("https://xn--lgin-jua.example.test:4643")),
                        both("no URL at all", 9, 12, "origin", origin("\\n %s {0}")),
                        both("frame elsewhere", 10, 13, "crossorigin", key("{'cross_origin':true}")),
                        both(
                                "page around it",
                                11,
                                14,
                                "crossorigin",
                                clientData(json -> json.replaceFirst("\\{", "{\"topOrigin\":\"https://evil.test\","))),
                        both("another relying party", 14, 15, "rpid", key("{'rp_id':'evil.test'}")),
                        both("parent relying party", 14, 15, "rpid", key("{'rp_id':'example.test'}")),
                        both("nobody there", 15, 16, "presence", key("{'user_present':false}")),
                        both("owner not verified", 16, 17, "verification", key("{'user_verified':false}")),
                        both("backed up without being able to", 17, 18, "backup", key("{'backup_state':true}")),
                        both("client data no JSON", 6, 9, "malformed", clientData(json -> json.substring(1))),
                        both("client data a list", 6, 9, "malformed", clientData(json -> "[" + json + "]")),
                        both("client data with more behind", 6, 9, "malformed", clientData(json -> json + "{}")),
                        both(
                                "client data without origin",
                                6,
                                9,
                                "malformed",
                                clientData(json -> json.replace("\"origin\"", "\"Origin\""))),
                        both(
                                "client data with two types",
                                6,
                                9,
                                "malformed",
                                clientData(json -> json.replaceFirst("\\{", "{\"type\":\"webauthn.get\","))),
                        both(
                                "client data with a number",
                                6,
                                9,
                                "malformed",
                                clientData(json -> json.replaceFirst("\"webauthn[^\"]*\"", "1"))),
                        both(
                                "authenticator data cut off",
                                13,
                                7,
                                "malformed",
                                authenticatorData(data -> Arrays.copyOf(data, data.length - 1))),
                        both(
                                "authenticator data cut to the hash",
                                13,
                                7,
                                "malformed",
                                authenticatorData(data -> Arrays.copyOf(data, 32))),
                        both("no authenticator data", 13, 7, "malformed", authenticatorData(data -> new byte[0])),
                        both(
                                "bytes left over",
                                13,
                                7,
                                "malformed",
                                authenticatorData(data -> joined(data, new byte[1]))),
                        both("deep extensions", 13, 7, "malformed", authenticatorData(SpoiledCeremoniesTest::extended)),
                        both("not base64url", 3, 3, "malformed", field("clientDataJSON", "%%%")),
                        both("base64 of the other alphabet", 3, 3, "malformed", field("clientDataJSON", "+/+/")),
                        both("a number for bytes", 3, 3, "malformed", field("clientDataJSON", Map.of())),
                        both("no client data", 3, 3, "malformed", response(r -> r.put("response", Map.of()))),
                        both("no response", 3, 3, "malformed", response(r -> r.put("response", List.of()))),
                        both("no id", 3, 3, "malformed", response(r -> r.remove("id"))),
                        both("two ids", 3, 3, "malformed", response(r -> r.put("rawId", "AAAA"))),
                        both("a password", 3, 3, "malformed", response(r -> r.put("type", "password"))),
                        both("nothing", 3, 3, "malformed", json("")),
                        both("no JSON", 3, 3, "malformed", json("not JSON")),
                        both("null", 3, 3, "malformed", json("null")),
                        both("deep JSON", 3, 3, "malformed", json("{\"id\":".repeat(5_000))),
                        both("a very large one", 3, 3, "malformed", field("extra", "x".repeat(70_000))),
                        both("a code", 3, 3, "answer", scene -> new Answer.Code("123456")),
                        registrations(),
                        assertions())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> registrations() {
        return Stream.of(
                new Row("an assertion", CREATE, 3, "response", response(r -> r.put("response", assertion(r)))),
                new Row("id of another", CREATE, 3, "malformed", response(r -> {
                    r.put("id", "AAAA");
                    r.put("rawId", "AAAA");
                })),
                new Row("no CBOR", CREATE, 13, "malformed", bytes("attestationObject", object -> new byte[] {-1, 0})),
                new Row(
                        "more behind the CBOR",
                        CREATE,
                        13,
                        "malformed",
                        bytes("attestationObject", object -> joined(object, new byte[1]))),
                new Row("deep CBOR", CREATE, 13, "malformed", bytes("attestationObject", object -> DEEP)),
                new Row(
                        "CBOR that claims 2 GB",
                        CREATE,
                        13,
                        "malformed",
                        bytes("attestationObject", object -> hex("5a7fffffff00"))),
                new Row(
                        "unknown format",
                        CREATE,
                        13,
                        "malformed",
                        bytes("attestationObject", object -> replaced(object, "dnone", "dnine"))),
                new Row(
                        "statement where none is",
                        CREATE,
                        22,
                        "attestation",
                        bytes(
                                "attestationObject",
                                object -> replaced(object, "gattStmt\u00a0", "gattStmt\u00a1cverc2.0"))),
                new Row(
                        "no new credential",
                        CREATE,
                        13,
                        "malformed",
                        authenticatorData(SpoiledCeremoniesTest::withoutCredential)),
                new Row("algorithm nobody offered", CREATE, 20, "algorithm", key("{'algorithm':'unknown'}")),
                new Row("algorithm nobody knows", CREATE, 20, "algorithm", publicKey(ec("395fff"))),
                new Row("point off the curve", CREATE, 20, "key", publicKey(ec("26"))),
                new Row(
                        "compressed point",
                        CREATE,
                        13,
                        "malformed",
                        publicKey(hex("a5010203262001215820" + "11".repeat(32) + "22f5"))),
                new Row("no point", CREATE, 13, "malformed", publicKey(hex("a301020326" + "2001"))),
                new Row(
                        "RSA of 512 bits",
                        CREATE,
                        20,
                        "key",
                        publicKey(hex("a401030339010020" + "5840" + "c1".repeat(64) + "2143010001"))),
                new Row("key of an unknown type", CREATE, 13, "malformed", publicKey(hex("a201183203" + "26"))),
                new Row("self attestation spoiled", CREATE, 22, "attestation", key("{'attestation':'bad'}")),
                new Row("id of 1024 bytes", CREATE, 25, "length", credentialId(new byte[1024])));
    }

    private static Stream<Row> assertions() {
        return Stream.of(
                new Row("a registration", GET, 3, "response", field("attestationObject", "oA")),
                new Row("another credential", GET, 5, "credential.mismatch", response(r -> {
                    r.put("id", "AAAA");
                    r.put("rawId", "AAAA");
                })),
                new Row("another account", GET, 6, "userhandle", field("userHandle", "AAAA")),
                new Row("can be backed up all at once", GET, 19, "backup", key("{'backup_eligible':true}")),
                new Row("signature spoiled", GET, 21, "signature", key("{'signature':'tampered'}")),
                new Row("no signature at all", GET, 21, "signature", field("signature", "")),
                new Row("another's signature", GET, 21, "signature", field("signature", "MAYCAQECAQE")),
                new Row("signature of zeros", GET, 21, "signature", field("signature", "MAYCAQACAQA")),
                new Row("counter raised on the way", GET, 21, "signature", authenticatorData(data -> {
                    byte[] raised = data.clone();
                    raised[33]++;
                    return raised;
                })),
                new Row("client data touched", GET, 21, "signature", clientData(json -> json.replace("}", " }"))),
                new Row("signature missing", GET, 3, "malformed", field("signature", null)),
                new Row(
                        "a new credential in it",
                        GET,
                        7,
                        "malformed",
                        authenticatorData(SpoiledCeremoniesTest::withCredential)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_spoiled_answer_is_refused_at_its_step_and_the_right_one_still_passes(Row row) {
        Scene scene = row.ceremony == CREATE ? Scene.begun() : Scene.enrolled();
        Answer spoiled = row.spoil.in(scene);
        WebauthnState before = scene.state();
        Verdict<WebauthnState> verdict = scene.gives(spoiled);
        Reason reason = verdict.reason().orElseThrow();
        String section = row.ceremony == CREATE ? "7.1" : "7.2";
        assertAll(
                reason.toString(),
                () -> assertEquals(REJECTED, verdict.outcome()),
                () -> assertEquals("webauthn." + row.check, reason.check()),
                () -> assertEquals("WebAuthn Level 3 §" + section + " step " + row.step, reason.rule()),
                () -> assertTrue(reason.why().matches("[A-Z].{10,500}\\."), reason.why()),
                () -> assertTrue(reason.fix().matches("[A-Z].{10,300}\\."), reason.fix()),
                () -> assertEquals(List.of(), verdict.amr()),
                () -> assertEquals(before, scene.state()),
                () -> assertEquals(
                        ACCEPTED, scene.gives(scene.answer(Misbehaviour.NONE)).outcome()));
    }

    private static Stream<Row> both(String what, int registration, int authentication, String check, Spoil spoil) {
        return Stream.of(
                new Row(what, CREATE, registration, check, spoil), new Row(what, GET, authentication, check, spoil));
    }

    private static Spoil origin(String other) {
        return key("{'origin':'" + other + "'}");
    }

    private static Spoil json(String text) {
        return scene -> new Answer.PublicKey(text);
    }

    private static Answer anotherCeremony(Scene scene) {
        String first = scene.handle();
        scene.isAsked();
        return Scene.named(scene.answer(Misbehaviour.NONE), first);
    }

    private static Map<String, Object> assertion(Map<String, Object> registration) {
        Map<?, ?> response = (Map<?, ?>) registration.get("response");
        return Map.of(
                "clientDataJSON", response.get("clientDataJSON"),
                "authenticatorData", response.get("authenticatorData"),
                "signature", "AAAA");
    }

    private static byte[] withoutCredential(byte[] data) {
        byte[] shorter = Arrays.copyOf(data, 37);
        shorter[FLAGS] &= ~0x40;
        return shorter;
    }

    private static byte[] withCredential(byte[] data) {
        byte[] attested = hex("00".repeat(16) + "0001" + "01");
        return joined(flagged(data, 0x40), joined(attested, ec("26")));
    }

    private static byte[] extended(byte[] data) {
        return joined(flagged(data, 0x80), DEEP);
    }

    private static byte[] flagged(byte[] data, int flag) {
        byte[] other = data.clone();
        other[FLAGS] |= (byte) flag;
        return other;
    }

    private static byte[] replaced(byte[] bytes, String part, String other) {
        return new String(bytes, ISO_8859_1).replace(part, other).getBytes(ISO_8859_1);
    }

    /** A COSE key of that algorithm; its point is on no curve. */
    private static byte[] ec(String algorithm) {
        return hex("a5" + "0102" + "03" + algorithm + "2001" + "215820" + "11".repeat(32) + "225820" + "11".repeat(32));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
