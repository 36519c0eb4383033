/** Model folders: where a model is found, what it is made of, and what its nodes are called. */
@NullMarked
package org.imagebeam.model;

import org.jspecify.annotations.NullMarked;
