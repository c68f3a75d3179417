/**
 * Pictures that were made, found again: {@link studio.easel.app.gallery.GalleryIndex} knows what
 * lies in the folders and searches it, {@link studio.easel.app.gallery.Thumbnails} are small
 * copies, {@link studio.easel.app.gallery.Trash} is where deleted pictures wait. The PNG files and
 * their sidecars are the truth; everything else can be made again from them.
 */
@NullMarked
package studio.easel.app.gallery;

import org.jspecify.annotations.NullMarked;
