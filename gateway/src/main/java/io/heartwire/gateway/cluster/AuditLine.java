package io.heartwire.gateway.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * One change that somebody made, through the administration or by a signal.
 *
 * @param at when, by the wall clock
 * @param by who: the address that asked, or the signal: {@code SIGHUP}
 * @param action what was done, in one word or two: {@code kick}, {@code hold}
 * @param scope to whom or what; empty if that is the gateway
 * @param before what was in force; empty if that does not apply
 * @param after what is in force now; empty if that does not apply
 * @param expires when it ends by itself
 * @param dryRun nothing was changed: it was only asked what would be
 * @param result what came of it
 */
public record AuditLine(
    Instant at,
    String by,
    String action,
    String scope,
    String before,
    String after,
    Optional<Instant> expires,
    boolean dryRun,
    String result) {}
