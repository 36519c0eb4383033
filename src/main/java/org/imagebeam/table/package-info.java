/** Tables: CSV files that people and programs read, and text in columns. */
package org.imagebeam.table;
