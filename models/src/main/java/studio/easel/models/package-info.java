/**
 * Which models there are, and what the engine needs to know about each. One door: {@link
 * studio.easel.models.ModelLibrary}. Behind it {@code format} recognises what lies on disk, the
 * starter model is unpacked, and weights get their fingerprint.
 */
@NullMarked
package studio.easel.models;

import org.jspecify.annotations.NullMarked;
