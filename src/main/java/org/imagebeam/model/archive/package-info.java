/** Unpacks the archives of models, within limits. */
package org.imagebeam.model.archive;
