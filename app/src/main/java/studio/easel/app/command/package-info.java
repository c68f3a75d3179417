/**
 * Everything a person can ask the window for, by name: each screen lists its commands once, and
 * from these lists come the menus, the keyboard's shortcuts and the palette that finds them.
 */
@NullMarked
package studio.easel.app.command;

import org.jspecify.annotations.NullMarked;
