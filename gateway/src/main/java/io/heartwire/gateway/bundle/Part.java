package io.heartwire.gateway.bundle;

import java.io.IOException;

/**
 * One file of a bundle. Made anew for each bundle, and used by the thread of the bundle only, in
 * the order in which the methods stand here.
 */
public interface Part {
  /** The name of the file, without a directory. */
  String name();

  /**
   * The time that the bundle covers begins.
   *
   * @throws IOException if it cannot be measured; then there is no content either
   */
  default void begin() throws IOException {}

  /**
   * That time is over.
   *
   * @return what the file holds
   * @throws IOException if it is not available here; the message is one sentence for people
   */
  byte[] content() throws IOException;

  /** Whether the content is text in UTF-8, in which secrets are looked for and replaced. */
  default boolean isText() {
    return true;
  }

  /** Frees what it holds, whether there was a content or not. */
  default void end() {}
}
