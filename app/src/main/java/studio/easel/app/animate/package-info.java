/** Animations: what a render keeps on disk, and how it goes on after whatever ended it. */
@NullMarked
package studio.easel.app.animate;

import org.jspecify.annotations.NullMarked;
