/** What a graph does besides computing. See SECURITY.md. */
package org.imagebeam.graph.safety;
