package understudy.mfa;

import java.util.List;
import java.util.Optional;
import understudy.factor.Kind;

/**
 * What a client says of the challenge it wants (authentication-api.md §5.1); it need say nothing.
 *
 * @param types authenticator types that will do; empty for any
 * @param channel the way a message shall go; says nothing of what is no message and asked for by its type
 * @param authenticatorId the very one
 */
public record Wish(List<String> types, Optional<String> channel, Optional<String> authenticatorId) {

    public Wish {
        types = List.copyOf(types);
    }

    boolean names(Authenticator kept) {
        return authenticatorId.isEmpty() || authenticatorId.get().equals(kept.id());
    }

    boolean fits(Kind kind) {
        boolean isAskedFor = types.contains(kind.authenticatorType());
        boolean isOfChannel =
                kind.oobChannel().isEmpty() ? isAskedFor : kind.oobChannel().equals(channel);
        return (types.isEmpty() || isAskedFor) && (channel.isEmpty() || isOfChannel);
    }

    /** Of these kinds what it could have asked for, in the words it asks in: types, or channels if it named one. */
    List<String> couldBe(List<Kind> kinds) {
        List<String> channels = channel.isEmpty()
                ? List.of()
                : kinds.stream()
                        .flatMap(kind -> kind.oobChannel().stream())
                        .distinct()
                        .toList();
        return channels.isEmpty()
                ? kinds.stream().map(Kind::authenticatorType).distinct().toList()
                : channels;
    }

    /** What it asks for, in the same words. */
    List<String> said() {
        return channel.map(List::of).orElse(types);
    }
}
