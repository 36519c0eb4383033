/**
 * The folder of small images that a run leaves for people to look at: how its files are called, and
 * that each appears whole or not at all. Nothing here knows how an image is decoded.
 */
@NullMarked
package org.imagebeam.thumbnail;

import org.jspecify.annotations.NullMarked;
