package dev.coracle.client.resource;

import java.util.List;

/**
 * One page of a list.
 *
 * @param resourceVersion where a watch goes on from
 * @param continueToken   for the next page; empty on the last
 */
public record ObjectList<T>(List<T> items, String resourceVersion, String continueToken) {}
