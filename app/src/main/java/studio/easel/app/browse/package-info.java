/**
 * The gallery screen: every picture there is, found by its words. {@code BrowseModel} holds
 * everything it knows and does, in {@code javafx.beans} alone; the grid asks it for the pictures in
 * sight and for no others, however many there are.
 */
@NullMarked
package studio.easel.app.browse;

import org.jspecify.annotations.NullMarked;
