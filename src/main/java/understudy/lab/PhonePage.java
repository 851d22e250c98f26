package understudy.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code GET /lab/phone/{user}} shows: the screen of a person's phone. Public for its template alone.
 *
 * @param tenant the name people know it by
 * @param person what they call their account
 * @param address of this page
 * @param isStopped whether the tenant's clock stands
 * @param alert what went wrong with what was pressed
 */
public record PhonePage(
        String tenant,
        String person,
        String address,
        Instant now,
        boolean isStopped,
        Optional<String> alert,
        List<Prompt> prompts,
        List<Incoming> messages,
        List<Otp> codes,
        Optional<String> recoveryCode) {

    static final String TEMPLATE = "understudy/lab/phone";

    private static final DateTimeFormatter OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * A push.
     *
     * @param from what is known of where it comes from
     * @param status pending, approved, denied or expired
     */
    public record Prompt(String id, String text, List<String> from, String status, Instant at) {

        public boolean isPending() {
            return status.equals("pending");
        }

        public String time() {
            return OF_DAY.format(at);
        }
    }

    /**
     * A text, a call or a mail.
     *
     * @param kind in words
     * @param failure why it reached nobody but this page
     */
    public record Incoming(
            String id,
            String kind,
            String channel,
            String to,
            Optional<String> subject,
            String text,
            Optional<String> link,
            Instant at,
            Optional<String> failure) {

        public String time() {
            return OF_DAY.format(at);
        }
    }

    /**
     * What an authenticator app shows.
     *
     * @param isActive false while its enrolment waits for a first right code
     */
    public record Otp(String id, String code, Duration left, boolean isActive) {

        /** In two halves, as apps show it. */
        public String spaced() {
            int half = code.length() / 2;
            return code.substring(0, half) + " " + code.substring(half);
        }

        /** Begun seconds count: at none the next code is there. */
        public long seconds() {
            return left.plusMillis(999).toSeconds();
        }
    }

    public String time() {
        return OF_DAY.format(now);
    }

    public boolean isEmpty() {
        return prompts.isEmpty() && messages.isEmpty() && codes.isEmpty() && recoveryCode.isEmpty();
    }
}
