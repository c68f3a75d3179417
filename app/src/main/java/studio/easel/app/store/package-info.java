/**
 * SQLite files: {@link studio.easel.app.store.Database} opens one, holds it against other studios,
 * and outlives its damage.
 */
@NullMarked
package studio.easel.app.store;

import org.jspecify.annotations.NullMarked;
