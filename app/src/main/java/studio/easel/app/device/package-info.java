/** What the machine can run, and what it and this process hold in memory; knows no window. */
@NullMarked
package studio.easel.app.device;

import org.jspecify.annotations.NullMarked;
