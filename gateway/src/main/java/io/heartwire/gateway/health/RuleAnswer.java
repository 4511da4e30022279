package io.heartwire.gateway.health;

/**
 * What one rule says about what a client said last, for people.
 *
 * @param rule its name
 * @param when its expression
 * @param answer what it says
 * @param why nobody can say, such as {@code "status.temp is missing"}; empty if one can
 */
public record RuleAnswer(String rule, String when, Answer answer, String why) {}
