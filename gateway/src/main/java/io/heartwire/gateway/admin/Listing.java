package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param items the page
 * @param total how many there are in all, on all pages
 * @param next what to give as {@code after} for the next page; null on the last one
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Listing<T>(List<T> items, long total, Optional<String> next) {}
