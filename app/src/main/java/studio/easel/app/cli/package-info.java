/** The command line: a sibling of the window over the same library, pipeline and files. */
@NullMarked
package studio.easel.app.cli;

import org.jspecify.annotations.NullMarked;
