package understudy.base;

/**
 * Why something was refused, for the person who reads the timeline; never for the wire, where the contract decides the words.
 *
 * @param check the check that failed, as a short dotted name ({@code otp.replay})
 * @param rule the clause or page it comes from ({@code RFC 6238 §5.2})
 * @param why what was found, in one sentence, without any secret
 * @param fix what to do about it, in one sentence
 */
public record Reason(String check, String rule, String why, String fix) {}
