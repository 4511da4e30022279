package io.heartwire.gateway.admin;

/**
 * An error as RFC 9457 has it, {@code application/problem+json}.
 *
 * @param type always {@code about:blank}: the status says the kind
 * @param title the kind in words
 * @param status the HTTP status
 * @param detail values, limit and remedy
 * @param instance the path that was asked for
 */
record Problem(String type, String title, int status, String detail, String instance) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String title, String detail, String path) {
    return new Problem("about:blank", title, status, detail, path);
  }
}
