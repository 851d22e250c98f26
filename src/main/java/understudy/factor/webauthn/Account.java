package understudy.factor.webauthn;

/**
 * Whom a key is made for, as the key will remember it.
 *
 * @param userHandle opaque bytes that name the account and no person, base64url
 * @param name what a person tells their accounts apart by
 * @param displayName what they call themselves
 */
public record Account(String userHandle, String name, String displayName) {}
