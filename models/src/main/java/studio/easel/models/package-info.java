@NullMarked
package studio.easel.models;

import org.jspecify.annotations.NullMarked;
