/**
 * Pictures for people: pages of HTML that need nothing but themselves, and the curves of a
 * training.
 */
package org.imagebeam.report;
