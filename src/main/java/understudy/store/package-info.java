/**
 * The database: opening it, its migrations, its transactions, and a token bucket. It owns no noun of a tenant; each table with one
 * belongs to the room that reads and writes it.
 */
@NullMarked
package understudy.store;

import org.jspecify.annotations.NullMarked;
