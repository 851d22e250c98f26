package understudy.factor.webauthn.key;

import understudy.base.World;

/**
 * How a new credential is vouched for (WebAuthn Level 3, 6.5).
 *
 * @param statement a map of CBOR
 */
record Attestation(String format, byte[] statement, byte[] authenticatorData) {

    /** By nobody (8.7). */
    static Attestation none(byte[] data) {
        return new Attestation("none", Cbor.map(), data);
    }

    /** By the new key itself (8.2); by something else where that is wanted. */
    static Attestation packed(
            byte[] data, ClientData clientData, Credential made, long algorithm, Misbehaviour wrong, World world) {
        byte[] signature = wrong.signature(made.sign(Cbor.join(data, clientData.hash()), world));
        byte[] statement = Cbor.map(
                Cbor.text("alg"),
                Cbor.integer(algorithm),
                Cbor.text("sig"),
                Cbor.bytes(wrong.attestation().isPresent() ? Misbehaviour.spoiled(signature) : signature));
        return new Attestation("packed", statement, data);
    }

    byte[] object() {
        return Cbor.map(
                Cbor.text("fmt"),
                Cbor.text(format),
                Cbor.text("attStmt"),
                statement,
                Cbor.text("authData"),
                Cbor.bytes(authenticatorData));
    }
}
