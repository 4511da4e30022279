package io.heartwire.gateway.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One key of the configuration: its default and its words in the documentation. The key's name is
 * the path of the annotated record component, in kebab case ({@code listeners.tcp.max-frame}).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** The last word of the key, where the component cannot be named like it. */
  String name() default "";

  /** The default as it would be written in the file; the only place where it stands. */
  String value();

  /** What the key does, in one or two sentences of Markdown. */
  String doc();

  /** Values and limits that are allowed, where the type does not say it all. */
  String allowed() default "";

  /** When a new value takes effect; whoever says other than the default has made it so. */
  Reload reload() default Reload.RESTART;

  /** True if the value must not be shown. */
  boolean secret() default false;
}
