/** The models screen: what is installed, what it is, and what the machine can run. */
@NullMarked
package studio.easel.app.shelf;

import org.jspecify.annotations.NullMarked;
