package understudy.login;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import understudy.factor.Answer;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.mfa.Challenged;
import understudy.mfa.Enrolments;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.session.Login;
import understudy.store.Saving;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Authorization;

/**
 * What a person can be asked for or may enrol, and the opening of it. It holds an {@code mfa_token} as an API client would, so that
 * attempts, limits and replays are counted in one place.
 */
final class FactorChoice {

    /** As long as an MFA transaction lives: beginning anew must not make it longer. */
    private static final Duration MOST_AFTER_THE_FIRST = Duration.ofMinutes(10);

    private final Mfa mfa;
    private final Users users;
    private final ScreenTable screens;

    FactorChoice(Mfa mfa, Users users, ScreenTable screens) {
        this.mfa = mfa;
        this.users = users;
        this.screens = screens;
    }

    /** The first page of the second factor: the only factor's or the first one's, or a choice of those one could enrol. */
    Notes begin(Tenant tenant, Login login) {
        boolean isLate = login.first()
                .filter(first ->
                        first.wasProvenNow() && tenant.now().isAfter(first.at().plus(MOST_AFTER_THE_FIRST)))
                .isPresent();
        if (isLate) {
            throw new LostLogin();
        }
        User user = user(tenant, login);
        String mfaToken = mfa.open(tenant, proven(login)).mfaToken();
        List<Kind> enrolled = enrolled(tenant, user);
        boolean isEnrolling = enrolled.isEmpty();
        List<Kind> all = isEnrolling ? enrollable(tenant) : enrolled;
        Notes notes = Notes.choosing(mfaToken, isEnrolling);
        return isEnrolling && all.size() > 1
                ? notes
                : choose(tenant, login, notes, all.get(0).name());
    }

    /** Opens what the factor needs: an enrolment, or a challenge. */
    Notes choose(Tenant tenant, Login login, Notes notes, String factorName) {
        User user = user(tenant, login);
        Pass pass = pass(tenant, login, notes);
        Screens own = screens.of(factorName);
        if (notes.isEnrolling()) {
            abandon(tenant, pass, notes);
            Enrolments.Begun begun = mfa.enrolments().begin(tenant, user, pass, factorName, Particulars.none());
            return notes.opening(
                    factorName,
                    first(own.enrolment(), own.values(begun.shown())),
                    new Notes.Opened(begun.id(), begun.handle()),
                    begun.recoveryCodes().stream().findFirst());
        }
        Challenged challenged = mfa.challenge(tenant, user, pass, factorName, Optional.empty());
        return notes.opening(
                factorName,
                first(own.challenge(), own.values(challenged.shown())),
                new Notes.Opened(challenged.authenticatorId(), challenged.handle()),
                Optional.empty());
    }

    /** An enrolment that only an answer with its handle confirms, which leaves these notes now: nobody could confirm it any more. */
    private void abandon(Tenant tenant, Pass pass, Notes notes) {
        notes.opened()
                .filter(opened -> opened.handle().isPresent())
                .ifPresent(opened -> mfa.enrolments().abandon(tenant, pass, opened.authenticatorId()));
    }

    private static Notes.Step first(List<Screen> pages, Map<String, String> values) {
        return new Notes.Step(pages.get(0).key(), values);
    }

    /** Whose key it is, in the name that is suggested for it. */
    String userName(Tenant tenant, Login login) {
        User user = user(tenant, login);
        return user.text("name").orElseGet(user::account);
    }

    /** What the person calls what they have just enrolled. */
    void rename(Tenant tenant, Login login, String authenticatorId, String name) {
        mfa.enrolments().rename(tenant, Pass.ofLogin(login.id(), proven(login), tenant.now()), authenticatorId, name);
    }

    /**
     * Takes an answer as the MFA API does; what comes of it is kept with it, or neither is.
     *
     * @throws MfaRefusal for an enrolment of somebody who has enrolled meanwhile: the recovery code begun with it opens nothing
     */
    Redemption redeem(Tenant tenant, Login login, Notes notes, Answer answer, Function<Redemption, Saving> alongside) {
        User user = user(tenant, login);
        Pass pass = pass(tenant, login, notes);
        if (notes.isEnrolling()
                && !notes.isSuggesting()
                && !enrolled(tenant, user).isEmpty()) {
            throw MfaRefusal.alreadyEnrolled();
        }
        return mfa.redeem(tenant, user, pass, Optional.empty(), notes.factor().orElseThrow(), answer, alongside);
    }

    /** What can be chosen: of those enrolled, or of those one may begin with. */
    List<Kind> kinds(Tenant tenant, Login login, Notes notes) {
        return notes.isEnrolling() ? enrollable(tenant) : enrolled(tenant, user(tenant, login));
    }

    /** What this device could be enrolled as, where the tenant wants that suggested and the person has none of it. */
    Optional<String> suggestable(Tenant tenant, Login login) {
        List<Kind> enrolled = enrolled(tenant, user(tenant, login));
        return mfa.factors()
                .offered(tenant)
                .filter(kind -> tenant.isSet(kind.name(), "progressiveEnrollment"))
                .filter(kind -> screens.has(kind.name())
                        && screens.of(kind.name()).capability().isPresent())
                .filter(kind -> !enrolled.contains(kind))
                .map(Kind::name)
                .findFirst();
    }

    Kind kind(String factorName) {
        return mfa.factors().get(factorName).kind();
    }

    boolean has(Tenant tenant, Login login, Notes notes, String factorName) {
        return kinds(tenant, login, notes).stream().anyMatch(kind -> kind.name().equals(factorName));
    }

    /** What the first factor is worth; the second is proven beside it. */
    static Authorization proven(Login login) {
        Login.First first = login.first().orElseThrow(LostLogin::new);
        return new Authorization(
                login.request().clientId(),
                Optional.of(first.userId()),
                login.request().audience(),
                login.request().scope(),
                first.amr(),
                Authorization.Occasion.HOSTED,
                Optional.empty());
    }

    /** In the order the house offers factors, the recovery code last. */
    private List<Kind> enrolled(Tenant tenant, User user) {
        List<String> active = mfa.enrolments().list(tenant, user).stream()
                .filter(Enrolments.Listed::active)
                .map(listed -> listed.kind().name())
                .toList();
        return mfa.factors()
                .offered(tenant)
                .filter(kind -> active.contains(kind.name()) && screens.has(kind.name()))
                .toList();
    }

    private List<Kind> enrollable(Tenant tenant) {
        return mfa.factors()
                .offered(tenant)
                .filter(kind -> kind.standing() == Kind.Standing.INDEPENDENT && screens.has(kind.name()))
                .toList();
    }

    /** The transaction, if it is this person's: whoever signs in in the middle of a login has proven none of it. */
    private Pass pass(Tenant tenant, Login login, Notes notes) {
        if (notes.isSuggesting()) {
            return Pass.ofLogin(login.id(), proven(login), tenant.now());
        }
        Pass pass = mfa.pass(tenant, Optional.empty(), notes.mfaToken().orElseThrow());
        boolean isTheirs = login.first()
                .filter(first -> first.userId().equals(pass.userId()))
                .isPresent();
        if (!isTheirs) {
            throw new LostLogin();
        }
        return pass;
    }

    private User user(Tenant tenant, Login login) {
        return login.first()
                .flatMap(first -> users.find(tenant.name(), first.userId()))
                .filter(user -> !user.blocked())
                .orElseThrow(LostLogin::new);
    }
}
