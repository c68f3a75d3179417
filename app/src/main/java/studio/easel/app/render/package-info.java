/** Renders of animations: what one keeps on disk, and how it goes on after whatever ended it. */
@NullMarked
package studio.easel.app.render;

import org.jspecify.annotations.NullMarked;
