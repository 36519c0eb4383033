package org.imagebeam.pipeline;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names an option on the command line, by its getter, where Beam must know it by another name: Beam
 * wants all options of one name to be of one type, and those of runners have names of their own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OptionName {
  /** The name without dashes. */
  String value();
}
