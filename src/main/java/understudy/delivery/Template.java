package understudy.delivery;

import java.util.Optional;

/**
 * How a letter is put in words, each part in Liquid.
 *
 * @param isHtml whether the body is an e-mail's HTML
 */
record Template(Optional<String> from, Optional<String> subject, String body, boolean isHtml) {

    static Template ofText(String body) {
        return new Template(Optional.empty(), Optional.empty(), body, false);
    }

    static Template ofMail(String subject, String body) {
        return new Template(Optional.empty(), Optional.of(subject), body, true);
    }
}
