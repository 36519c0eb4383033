/**
 * What tests share: graphs with seeded weights, images drawn in code, and the way to the files that
 * every developer has beside a clone.
 *
 * <p>Nothing here needs the network or files from outside a clone, save {@link
 * org.imagebeam.testing.Shared}, which skips a test where they are missing.
 */
package org.imagebeam.testing;
