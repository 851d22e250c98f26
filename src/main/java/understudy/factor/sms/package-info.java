/** The code that comes as a text message: to whom it is sent, and whether it is right. Sending it is {@code delivery}'s. */
@NullMarked
package understudy.factor.sms;

import org.jspecify.annotations.NullMarked;
