package io.heartwire.gateway.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.util.Optional;

/** What the audit log is to say of one request. NOT thread safe: the request's thread owns it. */
final class AuditNote {
  private static final String NAME = "heartwire.audit";

  private String action;
  private String scope = "";
  private String before = "";
  private String after = "";
  private Optional<Instant> expires = Optional.empty();
  private boolean dryRun;

  private AuditNote(String action) {
    this.action = action;
  }

  /** That of {@code request}; it says what was asked, until it is told more. */
  static AuditNote of(Context request) {
    AuditNote known = request.attribute(NAME);
    if (known != null) {
      return known;
    }
    var note = new AuditNote(request.method() + " " + request.path());
    request.attribute(NAME, note);
    return note;
  }

  /** {@code handler}, whose requests the log calls {@code action} of what the path names. */
  static Handler of(String action, Handler handler) {
    return request -> {
      AuditNote note = of(request);
      note.action = action;
      note.scope = String.join(" ", request.pathParamMap().values());
      handler.handle(request);
    };
  }

  AuditNote scope(String whom) {
    scope = whom;
    return this;
  }

  AuditNote values(Object was, Object is) {
    before = was.toString();
    after = is.toString();
    return this;
  }

  AuditNote expires(Instant at) {
    expires = Optional.of(at);
    return this;
  }

  /** Whether the request only asks what would be done. */
  AuditNote dryRun(boolean only) {
    dryRun = only;
    return this;
  }

  String action() {
    return action;
  }

  String scope() {
    return scope;
  }

  String before() {
    return before;
  }

  String after() {
    return after;
  }

  Optional<Instant> expires() {
    return expires;
  }

  boolean dryRun() {
    return dryRun;
  }
}
