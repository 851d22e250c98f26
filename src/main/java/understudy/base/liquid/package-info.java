/**
 * Templates in the part of Liquid that messages need. {@link understudy.base.liquid.Liquid} is all that others see: a template is read
 * once ({@code Tokens}, {@code Blocks}, {@code Words}), what its values become is {@code Values} and {@code Filters}.
 */
@NullMarked
package understudy.base.liquid;

import org.jspecify.annotations.NullMarked;
