/**
 * Pages for people: the frame, the look, the texts of each language, and the engine that fills a template and sends it safely.
 * Which page comes when, and what is said on it, is the business of the room whose page it is; its templates lie beside it.
 */
@NullMarked
package understudy.page;

import org.jspecify.annotations.NullMarked;
