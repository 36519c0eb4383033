/**
 * What all pipelines share: the options of those that put pictures through a network, how options
 * are checked, how pipelines fail, and the version that they are of.
 */
package org.imagebeam.pipeline;
