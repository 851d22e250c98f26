/**
 * Test control: everything a test or a teacher may steer or look at, over HTTP. It imports the house and nothing in the house
 * imports it, so it can be left out. What people were shown it keeps in a table of its own, sealed; what happened it only reads.
 */
@NullMarked
package understudy.lab;

import org.jspecify.annotations.NullMarked;
