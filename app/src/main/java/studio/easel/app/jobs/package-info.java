/**
 * The queue's panel: jobs that wait, run and are done, and the pane that plans grids of pictures.
 * {@code JobsModel} holds everything it knows and does, in {@code javafx.beans} alone.
 */
@NullMarked
package studio.easel.app.jobs;

import org.jspecify.annotations.NullMarked;
