/**
 * Pictures on disk, and what they remember of their making.
 *
 * <p>{@link studio.easel.app.files.PngFile} writes and reads them; inside a picture the same
 * settings stand twice: as an {@link studio.easel.app.files.EaselRecord} (exact) and as an {@link
 * studio.easel.app.files.Infotext} (what other tools read). {@link
 * studio.easel.app.files.SavedSettings} is what comes out of any of them. {@link
 * studio.easel.app.files.PictureOutput} says under which name a new picture goes.
 *
 * <p>Every file that is read is hostile until checked; every file that is written appears whole or
 * not at all.
 */
@NullMarked
package studio.easel.app.files;

import org.jspecify.annotations.NullMarked;
