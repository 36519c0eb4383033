/** From variables to constants and back, and what a network needs to be trained. */
package org.imagebeam.graph.variables;
