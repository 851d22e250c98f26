package understudy.factor.webauthn;

import understudy.factor.Reading;

/** What a person calls a key, so as to tell it from others. How short is too short nobody documents; these bounds are ours. */
final class Nickname {

    static final String FIELD = "nickname";
    private static final int SHORTEST = 2;
    private static final int LONGEST = 64;

    private Nickname() {}

    static Reading read(String typed) {
        String name = typed.strip();
        int length = name.codePointCount(0, name.length());
        if (length == 0) {
            return Reading.lacks(FIELD, "no-nickname");
        }
        if (length < SHORTEST) {
            return Reading.lacks(FIELD, "nickname-too-short");
        }
        return length > LONGEST ? Reading.lacks(FIELD, "nickname-too-long") : Reading.named(name);
    }
}
