package io.heartwire.gateway.admin;

/** A request that is answered with a problem: its detail carries values and a remedy. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;

  Refusal(int status, String title, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
  }

  static Refusal badRequest(String detail) {
    return new Refusal(400, "Bad request", detail);
  }

  static Refusal notFound(String detail) {
    return new Refusal(404, "Not found", detail);
  }

  static Refusal conflict(String detail) {
    return new Refusal(409, "Conflict", detail);
  }

  static Refusal foreign(String detail) {
    return new Refusal(403, "Foreign request", detail);
  }

  Problem problem(String path) {
    return new Problem("about:blank", title, status, String.valueOf(getMessage()), path);
  }
}
