package understudy.login;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import understudy.base.Reason;
import understudy.factor.Answer;
import understudy.factor.Kind;
import understudy.factor.Particulars;
import understudy.factor.Screen;
import understudy.factor.Screens;
import understudy.mfa.Challenged;
import understudy.mfa.Enrolments;
import understudy.mfa.Enrolments.Listed;
import understudy.mfa.Mfa;
import understudy.mfa.MfaRefusal;
import understudy.mfa.Pass;
import understudy.mfa.Redemption;
import understudy.mfa.Undelivered;
import understudy.session.Login;
import understudy.session.Logins;
import understudy.store.Overtaken;
import understudy.store.Saving;
import understudy.tenant.Tenant;
import understudy.tenant.User;
import understudy.tenant.Users;
import understudy.token.Authorization;

/**
 * What a person can be asked for or may enrol, and the opening of it. It holds an {@code mfa_token} as an API client would, so that
 * attempts, limits and replays are counted in one place. What it opens is kept together with the page that asks for it: of two posts at
 * once one opens something and sends it.
 */
final class FactorChoice {

    /** As long as an MFA transaction lives: beginning anew must not make it longer. */
    private static final Duration MOST_AFTER_THE_FIRST = Duration.ofMinutes(10);

    /** What pages call the authenticator that is asked: a masked number or address, a device's own name. */
    private static final String NAME = "name";

    private final Mfa mfa;
    private final Users users;
    private final ScreenTable screens;
    private final Logins logins;

    FactorChoice(Mfa mfa, Users users, ScreenTable screens, Logins logins) {
        this.mfa = mfa;
        this.users = users;
        this.screens = screens;
        this.logins = logins;
    }

    /**
     * On the first page of the second factor: the only factor's or the first one's, or a choice of those one could enrol.
     *
     * @return the login there
     * @throws Overtaken when another request was faster; as from all that lead to a page, and then nothing was opened
     */
    Logins.Found begin(Tenant tenant, Logins.Found found) {
        Login login = found.login();
        boolean isLate = login.first()
                .filter(first ->
                        first.wasProvenNow() && tenant.now().isAfter(first.at().plus(MOST_AFTER_THE_FIRST)))
                .isPresent();
        if (isLate) {
            throw new LostLogin();
        }
        User user = user(tenant, login);
        String mfaToken = mfa.open(tenant, proven(login), login.id()).mfaToken();
        List<Listed> active = active(tenant, user);
        boolean isEnrolling = !mfa.factors().isEnough(tenant, active.stream().map(Listed::kind));
        if (isEnrolling && login.reset().isPresent()) {
            throw new LostLogin(); // the factor was removed meanwhile, and a mail is not enough to enrol another
        }
        List<Option> all = isEnrolling ? enrollable(tenant) : asked(tenant, active);
        Notes notes = Notes.choosing(mfaToken, isEnrolling);
        return isEnrolling && all.size() > 1
                ? keep(tenant, found, notes)
                : choose(tenant, found, notes, first(all, active).name());
    }

    /** The first that stands by itself, but the device before the app inside it. */
    private Option first(List<Option> all, List<Listed> active) {
        Option first = all.stream()
                .filter(option -> kind(option.factors().get(0)).standing() == Kind.Standing.INDEPENDENT)
                .findFirst()
                .orElse(all.get(0));
        return active.stream()
                .filter(listed -> first.isFor(listed.kind().name()))
                .flatMap(app -> active.stream()
                        .filter(other -> other.device().equals(app.device())
                                && other.kind().oobChannel().isPresent()))
                .flatMap(device ->
                        all.stream().filter(option -> option.isFor(device.kind().name())))
                .findFirst()
                .orElse(first);
    }

    /** Opens what was chosen: an enrolment, a challenge, or a page that asks for what is needed before either. */
    Logins.Found choose(Tenant tenant, Logins.Found found, Notes notes, String name) {
        Login login = found.login();
        Screens own = screens.of(name);
        if (!notes.isEnrolling()) {
            return screens.isTogether(name)
                    ? chosen(
                            tenant,
                            found,
                            notes,
                            name,
                            active(tenant, login, name).get(0))
                    : challenge(tenant, found, notes, name, Optional.empty());
        }
        if (own.asking().isEmpty()) {
            return begin(tenant, found, notes, name, Particulars.none());
        }
        Notes asking = notes.at(name, first(own.asking(), Map.of()), Optional.empty(), Optional.empty());
        Logins.Found kept = keep(tenant, found, asking);
        abandon(tenant, pass(tenant, login, notes), notes);
        return kept;
    }

    /** Begins an enrolment, in the place of one that was begun on these pages before. */
    Logins.Found begin(Tenant tenant, Logins.Found found, Notes notes, String factorName, Particulars given) {
        refuseWhileSending(tenant, notes);
        Pass pass = pass(tenant, found.login(), notes);
        Enrolments.Begun begun = mfa.enrolments()
                .begin(
                        tenant,
                        user(tenant, found.login()),
                        pass,
                        factorName,
                        given,
                        fresh -> keeping(
                                tenant,
                                found,
                                sending(tenant, fresh.kind(), enrolling(notes, factorName, given, fresh))));
        abandon(tenant, pass, notes); // afterwards: what cannot begin leaves the one before it its answer
        return sent(tenant, found, begun.kind(), enrolling(notes, factorName, given, begun), begun.undelivered());
    }

    private Notes enrolling(Notes notes, String factorName, Particulars given, Enrolments.Begun begun) {
        Screens own = screens.of(factorName);
        Map<String, String> values = new LinkedHashMap<>(given.values());
        values.putAll(own.values(begun.shown()));
        return notes.at(
                        factorName,
                        first(own.enrolment(), shown(values, begun.name())),
                        Optional.of(new Notes.Opened(begun.id(), begun.handle())),
                        begun.recoveryCodes().stream().findFirst())
                .givenWith(given.values());
    }

    /** @param beside on whose device the authenticator is to be that is asked; empty for any */
    Logins.Found challenge(Tenant tenant, Logins.Found found, Notes notes, String factorName, Optional<String> beside) {
        refuseWhileSending(tenant, notes);
        Login login = found.login();
        try {
            Challenged challenged = mfa.challenge(
                    tenant,
                    user(tenant, login),
                    pass(tenant, login, notes),
                    factorName,
                    beside,
                    opened ->
                            keeping(tenant, found, sending(tenant, opened.kind(), asking(notes, factorName, opened))));
            return sent(
                    tenant, found, challenged.kind(), asking(notes, factorName, challenged), challenged.undelivered());
        } catch (MfaRefusal refusal) {
            boolean isOnAPage = notes.opened().flatMap(Notes.Opened::handle).isPresent();
            if (refusal.kind() != MfaRefusal.Kind.TOO_MANY_SENDS || isOnAPage) {
                throw refusal; // what was sent before can still be answered
            }
            Screens own = screens.of(factorName);
            Optional<String> name =
                    listed(tenant, login, factorName).stream().findFirst().flatMap(Listed::name);
            Notes unasked = notes.at(
                            factorName,
                            first(own.challenge(), shown(Map.of(), name)),
                            Optional.empty(),
                            Optional.empty())
                    .saying(Optional.of(own.tooManySentCode()));
            return keep(tenant, found, unasked);
        }
    }

    private Notes asking(Notes notes, String factorName, Challenged challenged) {
        Screens own = screens.of(factorName);
        return notes.at(
                factorName,
                first(own.challenge(), shown(own.values(challenged.shown()), challenged.name())),
                Optional.of(new Notes.Opened(challenged.authenticatorId(), challenged.handle())),
                Optional.empty());
    }

    /** The login on a page for which nothing is opened. */
    Logins.Found keep(Tenant tenant, Logins.Found found, Notes next) {
        return logins.kept(tenant, found, next.keptIn(found.login()), leaving(tenant, found, next));
    }

    private Saving keeping(Tenant tenant, Logins.Found found, Notes next) {
        return leaving(tenant, found, next).and(logins.saving(tenant, found, next.keptIn(found.login())));
    }

    /** What the page before waited for, and the next one does not, nobody can answer any more. */
    private Saving leaving(Tenant tenant, Logins.Found found, Notes next) {
        return Notes.of(found.login())
                .flatMap(Notes::opened)
                .filter(left -> !next.opened().equals(Optional.of(left)))
                .flatMap(left ->
                        left.handle().map(handle -> mfa.oobCodes().closing(tenant, left.authenticatorId(), handle)))
                .orElse(Saving.NOTHING);
    }

    /** Two requests that came one after the other could send in the other order. */
    private static void refuseWhileSending(Tenant tenant, Notes notes) {
        if (notes.isSending(tenant.now())) {
            throw new Overtaken();
        }
    }

    private static Notes sending(Tenant tenant, Kind kind, Notes notes) {
        return kind.oobChannel().isPresent() ? notes.sending(tenant.now()) : notes;
    }

    /** Whether it was sent is known only once all is kept; whoever has gone on meanwhile need not read that it was not. */
    private Logins.Found sent(
            Tenant tenant, Logins.Found before, Kind kind, Notes notes, Optional<Undelivered> undelivered) {
        Screens own = screens.of(notes.factor().orElseThrow());
        Login login =
                notes.saying(undelivered.map(failed -> own.undeliveredCode())).keptIn(before.login());
        Logins.Found kept = before.followedBy(login);
        if (kind.oobChannel().isPresent()) {
            logins.amend(tenant, kept);
        }
        return kept;
    }

    /** The same once more: a code sent again, another ceremony. */
    Logins.Found again(Tenant tenant, Logins.Found found, Notes notes) {
        String factorName = notes.factor().orElseThrow();
        return notes.isEnrolling()
                ? begin(tenant, found, notes, factorName, new Particulars(notes.given()))
                : challenge(tenant, found, notes, factorName, opened(notes));
    }

    /** One of several that the person has, by its place in {@link #listed}; empty when there is none there. */
    Optional<Logins.Found> pick(Tenant tenant, Logins.Found found, Notes notes, int place) {
        String name = notes.factor().orElseThrow();
        return listed(tenant, found.login(), name).stream()
                .skip(Math.max(0, place))
                .findFirst()
                .filter(picked -> place >= 0)
                .map(picked -> screens.isTogether(name)
                        ? chosen(tenant, found, notes, name, picked)
                        : challenge(tenant, found, notes, name, Optional.of(picked.id())));
    }

    /** What a person has of that factor, a device once. */
    List<Listed> listed(Tenant tenant, Login login, String name) {
        Set<String> seen = new HashSet<>();
        return active(tenant, login, name).stream()
                .filter(listed -> seen.add(listed.device()))
                .toList();
    }

    /** The other factors on the device that is asked, or that is being enrolled. */
    List<String> beside(Tenant tenant, Login login, Notes notes) {
        if (opened(notes).isEmpty()) {
            return List.of();
        }
        if (notes.isEnrolling()) {
            return enrollable(tenant).stream()
                    .filter(option -> notes.factor().filter(option::isFor).isPresent())
                    .flatMap(option -> option.factors().stream())
                    .filter(factor -> notes.factor().filter(factor::equals).isEmpty())
                    .toList();
        }
        String id = opened(notes).get();
        return active(tenant, user(tenant, login)).stream()
                .filter(listed ->
                        id.endsWith("|" + listed.device()) && !listed.id().equals(id))
                .map(listed -> listed.kind().name())
                .toList();
    }

    /** Why nothing can be answered any more, when the time for that is up. */
    Optional<Reason> late(Tenant tenant, Login login, Notes notes) {
        try {
            pass(tenant, login, notes);
            return Optional.empty();
        } catch (MfaRefusal refusal) {
            return Optional.of(refusal)
                    .filter(known -> known.kind() == MfaRefusal.Kind.TOKEN_EXPIRED)
                    .map(MfaRefusal::reason);
        }
    }

    /**
     * Whether there is nothing to wait for any more: a device has answered what these notes opened, or what was asked is over, which the
     * page's own post is told; nothing is taken.
     */
    boolean isAnswered(Tenant tenant, Login login, Notes notes) {
        Notes.Opened opened = notes.opened().orElseThrow(LostLogin::new);
        try {
            return mfa.isAnswered(
                    tenant,
                    user(tenant, login),
                    pass(tenant, login, notes),
                    opened.authenticatorId(),
                    notes.factor().orElseThrow(),
                    opened.handle().orElseThrow(LostLogin::new));
        } catch (MfaRefusal over) {
            return true;
        }
    }

    private Logins.Found chosen(Tenant tenant, Logins.Found found, Notes notes, String name, Listed picked) {
        Screens own = screens.of(name);
        Notes chosen = notes.at(
                name,
                first(own.challenge(), shown(Map.of(), picked.name())),
                Optional.of(Notes.Opened.chosen(picked.id())),
                Optional.empty());
        return keep(tenant, found, chosen);
    }

    private static Optional<String> opened(Notes notes) {
        return notes.opened().map(Notes.Opened::authenticatorId);
    }

    private static Map<String, String> shown(Map<String, String> values, Optional<String> name) {
        Map<String, String> all = new LinkedHashMap<>(values);
        name.ifPresent(text -> all.put(NAME, text));
        return all;
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
        Pass pass = Pass.ofLogin(login.id(), proven(login), tenant.now());
        mfa.enrolments().rename(tenant, user(tenant, login), pass, authenticatorId, name);
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
                && mfa.factors().isEnough(tenant, active(tenant, user).stream().map(Listed::kind))) {
            throw MfaRefusal.alreadyEnrolled();
        }
        Optional<String> named = answer instanceof Answer.OutOfBand ? opened(notes) : Optional.empty();
        return mfa.redeem(tenant, user, pass, named, notes.factor().orElseThrow(), answer, alongside);
    }

    /** What can be chosen: of those enrolled, or of those one may begin with. */
    List<Option> options(Tenant tenant, Login login, Notes notes) {
        return notes.isEnrolling() ? enrollable(tenant) : asked(tenant, active(tenant, user(tenant, login)));
    }

    /** What this device could be enrolled as, where the tenant wants that suggested and the person has none of it. */
    Optional<String> suggestable(Tenant tenant, Login login) {
        List<Kind> enrolled =
                active(tenant, user(tenant, login)).stream().map(Listed::kind).toList();
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
        return options(tenant, login, notes).stream().anyMatch(option -> option.isFor(factorName));
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

    private List<Listed> active(Tenant tenant, User user) {
        return mfa.enrolments().list(tenant, user).stream()
                .filter(listed -> listed.active() && screens.has(listed.kind().name()))
                .toList();
    }

    private List<Listed> active(Tenant tenant, Login login, String name) {
        Set<String> meant = screens.membersOf(name);
        return active(tenant, user(tenant, login)).stream()
                .filter(listed -> meant.contains(listed.kind().name()))
                .toList();
    }

    /** In the order the house offers factors, the recovery code last. */
    private List<Option> asked(Tenant tenant, List<Listed> active) {
        Set<String> names = active.stream().map(listed -> listed.kind().name()).collect(Collectors.toSet());
        return screens.options(mfa.factors()
                .offered(tenant)
                .filter(kind -> names.contains(kind.name()))
                .toList());
    }

    private List<Option> enrollable(Tenant tenant) {
        return screens.options(mfa.factors()
                .offered(tenant)
                .filter(kind -> kind.standing() == Kind.Standing.INDEPENDENT && screens.has(kind.name()))
                .toList());
    }

    /** The transaction, if it is this person's: whoever signs in in the middle of a login has proven none of it. */
    private Pass pass(Tenant tenant, Login login, Notes notes) {
        if (notes.isSuggesting()) {
            return Pass.ofLogin(login.id(), proven(login), tenant.now())
                    .in(login.request().uiLocales());
        }
        Pass pass = mfa.pass(tenant, Optional.empty(), notes.mfaToken().orElseThrow());
        boolean isTheirs = login.first()
                .filter(first -> first.userId().equals(pass.userId()))
                .isPresent();
        if (!isTheirs) {
            throw new LostLogin();
        }
        return pass.in(login.request().uiLocales());
    }

    /** Whether there is something to ask for that is enough by itself. */
    boolean isEnrolled(Tenant tenant, Login login) {
        return mfa.enrolments().enrolledSince(tenant, user(tenant, login)).isPresent();
    }

    private User user(Tenant tenant, Login login) {
        return login.first()
                .flatMap(first -> users.find(tenant.name(), first.userId()))
                .filter(user -> !user.blocked())
                .orElseThrow(LostLogin::new);
    }
}
