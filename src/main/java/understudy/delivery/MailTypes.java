package understudy.delivery;

/** What Auth0 calls an e-mail, by the name of its template: one for codes, whatever they are for. */
final class MailTypes {

    private MailTypes() {}

    static String of(String template) {
        return switch (template) {
            case "enrollment", "verification" -> "mfa_oob_code";
            default -> template;
        };
    }
}
