/** Model folders: where a model is found, what it is made of, and what its nodes are called. */
package org.imagebeam.model;
