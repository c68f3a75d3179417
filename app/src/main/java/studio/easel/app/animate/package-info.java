/**
 * The screen that makes animations. {@code AnimateModel} holds everything the screen knows and
 * does, in {@code javafx.beans} alone; the panes build nodes, bind to it and decide nothing.
 */
@NullMarked
package studio.easel.app.animate;

import org.jspecify.annotations.NullMarked;
