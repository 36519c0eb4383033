/** What the commands print of models and checkpoints. */
package org.imagebeam.cli.report;
