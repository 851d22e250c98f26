/**
 * The recovery code: 24 letters and digits that stand in once for a lost factor and hand out their own replacement. When a person
 * gets one and when it goes with their last factor is decided in {@code mfa}.
 */
@NullMarked
package understudy.factor.recovery;

import org.jspecify.annotations.NullMarked;
