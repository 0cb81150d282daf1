package dev.coracle.store.port;

import java.util.List;

/**
 * A part of a range.
 *
 * @param items in key order
 * @param more  whether the limit cut something off
 * @param count how many keys the whole range has, counted from the page's first key
 */
public record Page(List<KeyValue> items, boolean more, long count) {}
