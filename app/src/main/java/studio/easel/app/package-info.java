/**
 * Easel as people meet it. {@code Studio} makes every long-lived object; {@code JobQueue}, {@code
 * Settings} and {@code Folders} serve the window and the command line alike. Each screen lives in a
 * package of its own and knows no other screen.
 */
@NullMarked
package studio.easel.app;

import org.jspecify.annotations.NullMarked;
