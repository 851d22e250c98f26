package understudy.factor;

import java.util.Optional;

/**
 * What a person (or the page before them) is shown once: by an enrolment, a challenge, or an accepted answer that hands out
 * something new.
 *
 * @param secret the TOTP secret, Base32 without padding
 * @param barcodeUri the {@code otpauth://} URI of the QR code
 * @param recoveryCode the recovery code
 * @param bindingMethod {@code prompt} when a code must be typed back; empty when the other device answers by itself
 * @param publicKey options for {@code navigator.credentials}, as JSON
 * @param origin of the page that hands them to the browser, which a page knows by itself
 */
public record Shown(
        Optional<String> secret,
        Optional<String> barcodeUri,
        Optional<String> recoveryCode,
        Optional<String> bindingMethod,
        Optional<String> publicKey,
        Optional<String> origin) {

    private static final Shown NOTHING = new Shown(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Says what kinds of things were shown, not what they are: it may end up in a log. */
    @Override
    public String toString() {
        return "Shown[secret=" + secret.isPresent() + ", recoveryCode=" + recoveryCode.isPresent() + "]";
    }

    public static Shown nothing() {
        return NOTHING;
    }

    public static Shown secret(String secret, String barcodeUri) {
        return new Shown(
                Optional.of(secret),
                Optional.of(barcodeUri),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What an app computes with, where no person has seen it. */
    public static Shown secret(String secret) {
        return new Shown(
                Optional.of(secret),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Shown barcode(String uri) {
        return new Shown(
                Optional.empty(),
                Optional.of(uri),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * @param options for {@code navigator.credentials.create} or {@code get}, as JSON
     * @param origin of the page, as its client data will say it
     */
    public static Shown publicKey(String options, String origin) {
        return new Shown(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(options),
                Optional.of(origin));
    }

    public static Shown recoveryCode(String code) {
        return new Shown(
                Optional.empty(),
                Optional.empty(),
                Optional.of(code),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Shown prompt() {
        return new Shown(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("prompt"),
                Optional.empty(),
                Optional.empty());
    }
}
