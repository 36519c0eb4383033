/** What all pipelines share: how they fail, and the version that they are of. */
package org.imagebeam.pipeline;
