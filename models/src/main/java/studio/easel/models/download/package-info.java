/**
 * Fetching files somebody asked for: from where they were published, or from a mirror. Start
 * reading at {@link studio.easel.models.download.Downloader}.
 */
@NullMarked
package studio.easel.models.download;

import org.jspecify.annotations.NullMarked;
