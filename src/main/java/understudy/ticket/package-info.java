/**
 * What a link in a mail opens, once: tickets, and today the one kind of them, to a new password. Who has to prove what before that,
 * and how the pages look, is the surfaces'; what the mail says is {@code delivery}'s.
 */
@NullMarked
package understudy.ticket;

import org.jspecify.annotations.NullMarked;
