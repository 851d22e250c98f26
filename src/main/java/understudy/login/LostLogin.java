package understudy.login;

/** The login a page belongs to is over, or never came to this page: the person can only begin again. */
final class LostLogin extends RuntimeException {}
