package understudy.login;

import understudy.tenant.Connection;

/** What people of a connection sign in with, and what pages call it (universal-login.md §5.1). */
enum Identifier {
    EMAIL("email", "no-email", "wrong-email-credentials"),
    USERNAME_OR_EMAIL("username", "no-username", "wrong-credentials");

    private final String label;
    private final String missing;
    private final String wrongCredentials;

    Identifier(String label, String missing, String wrongCredentials) {
        this.label = label;
        this.missing = missing;
        this.wrongCredentials = wrongCredentials;
    }

    static Identifier of(Connection connection) {
        return connection.requiresUsername() ? USERNAME_OR_EMAIL : EMAIL;
    }

    String label() {
        return label;
    }

    /** The problem's code when nothing was typed. */
    String missing() {
        return missing;
    }

    String wrongCredentials() {
        return wrongCredentials;
    }
}
