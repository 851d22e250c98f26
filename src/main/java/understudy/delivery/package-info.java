/**
 * Words for a person, and how they get there: a message is put in words by its template, and every carrier that takes its channel is
 * given the letter. What a message is about (which code, how long it lives) belongs to who sends it; the lab's outbox is a carrier of
 * the lab.
 */
@NullMarked
package understudy.delivery;

import org.jspecify.annotations.NullMarked;
