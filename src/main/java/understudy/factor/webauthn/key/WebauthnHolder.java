package understudy.factor.webauthn.key;

import java.time.Instant;
import java.util.List;
import understudy.base.DerivedChance;
import understudy.base.Json;
import understudy.factor.Answer;
import understudy.factor.Holder;
import understudy.factor.Message;
import understudy.factor.Shown;

/**
 * The security key somebody enrols: made of the options that were shown first, so that the same options give the same key, also when
 * the registration is asked for anew, and the same challenge the same answer. It is of the kind the options want, and does not count,
 * as one that is asked again does not know what it answered before.
 *
 * @param enrolment options for {@code navigator.credentials.create}, as JSON
 * @param origin of the page that showed them
 */
public record WebauthnHolder(String enrolment, String origin) implements Holder {

    /**
     * @param shown by the enrolment, both options and origin
     * @throws java.util.NoSuchElementException when it has shown none
     */
    public static WebauthnHolder of(Shown shown) {
        return new WebauthnHolder(
                shown.publicKey().orElseThrow(), shown.origin().orElseThrow());
    }

    /** Registers where options to create were shown, else signs in; on the page of {@code challenge} if that names one. */
    @Override
    public Answer.PublicKey answer(Shown challenge, List<Message> received, Instant now) {
        String options = challenge.publicKey().orElse(enrolment);
        String page = challenge.origin().orElse(origin);
        VirtualAuthenticator.Used used = Json.object(options).containsKey("rp")
                ? registered(options, page)
                : registered(enrolment, origin).next().get(options, page, DerivedChance.from(enrolment + options));
        return new Answer.PublicKey(Json.text(used.response()));
    }

    private VirtualAuthenticator.Used registered(String options, String page) {
        CreationOptions first = CreationOptions.read(enrolment);
        boolean builtIn = first.attachment().filter("platform"::equals).isPresent();
        return VirtualAuthenticator.of(notCounting(builtIn ? Transport.INTERNAL : Transport.USB))
                .create(options, page, DerivedChance.from(first.challenge()));
    }

    private static Traits notCounting(Transport transport) {
        return new Traits(transport, true, true, KeyAlgorithm.EDDSA, false, false, false, Traits.USUAL.aaguid());
    }
}
