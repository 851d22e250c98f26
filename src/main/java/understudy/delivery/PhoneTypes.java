package understudy.delivery;

/** What Auth0's unified phone experience calls a message, by the name of its template. */
final class PhoneTypes {

    private PhoneTypes() {}

    static String of(String template) {
        return switch (template) {
            case "enrollment" -> "otp_enroll";
            case "verification", "passwordless_sms" -> "otp_verify";
            default -> template;
        };
    }
}
