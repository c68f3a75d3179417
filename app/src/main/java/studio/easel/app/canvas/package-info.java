/**
 * The picture area: looking closely, masks, the picture to start from. {@code MaskModel}, {@code
 * MaskEditor} and {@code CanvasModel} know and do everything without a window; the panes build
 * nodes, bind to them and decide nothing. Screens stand on it; it knows no screen.
 */
@NullMarked
package studio.easel.app.canvas;

import org.jspecify.annotations.NullMarked;
