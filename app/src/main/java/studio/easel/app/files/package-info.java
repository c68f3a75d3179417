@NullMarked
package studio.easel.app.files;

import org.jspecify.annotations.NullMarked;
