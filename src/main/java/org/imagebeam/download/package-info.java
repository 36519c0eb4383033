/**
 * Files of any kind from any address: resumed, verified, retried, and recorded.
 *
 * <p>{@link org.imagebeam.download.Downloader} brings a {@link org.imagebeam.download.RemoteFile}
 * to a local path; {@link org.imagebeam.download.FetchLog} remembers what came from where. Nothing
 * here knows what the files are for.
 */
@NullMarked
package org.imagebeam.download;

import org.jspecify.annotations.NullMarked;
