package dev.coracle.api.catalogue;

import dev.coracle.api.naming.GroupVersionKind;
import java.util.Set;

/** A subresource such as {@code status}. @param kind what is read from and written to it */
public record SubresourceInfo(String name, GroupVersionKind kind, Set<String> verbs) {}
