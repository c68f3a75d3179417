/**
 * Animations: what a render keeps on disk and how it goes on after whatever ended it; and the
 * screen that makes them. {@code AnimateModel} holds everything the screen knows and does, in
 * {@code javafx.beans} alone; the panes build nodes, bind to it and decide nothing.
 */
@NullMarked
package studio.easel.app.animate;

import org.jspecify.annotations.NullMarked;
