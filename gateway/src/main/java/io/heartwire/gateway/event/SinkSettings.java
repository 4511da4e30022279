package io.heartwire.gateway.event;

/**
 * What every sink has.
 *
 * @param name as in the configuration; its cursor is kept under it
 * @param type what it is
 * @param batch so many events at a time
 * @param giveUpAfter an event that was refused so often becomes a dead letter
 * @param intake which events it is told
 */
record SinkSettings(String name, String type, int batch, int giveUpAfter, Intake intake) {}
