/** What a network consists of: its layers, parameters and multiply-adds. */
package org.imagebeam.graph.summary;
