/**
 * The first screen: a prompt becomes pictures. {@code GenerateModel} holds everything it knows and
 * does, in {@code javafx.beans} alone, so that it can be tested without a window; the panes build
 * nodes, bind to it and decide nothing.
 */
@NullMarked
package studio.easel.app.generate;

import org.jspecify.annotations.NullMarked;
