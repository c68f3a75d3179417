/**
 * Jobs that survive a crash: {@link studio.easel.app.queue.JobStore} keeps them in one SQLite file,
 * {@link studio.easel.app.queue.QueueRunner} does them, {@link studio.easel.app.queue.Work} says
 * what one is: pictures, a grid over axes, or a prompt matrix.
 */
@NullMarked
package studio.easel.app.queue;

import org.jspecify.annotations.NullMarked;
