/** The columns that {@code kubectl get} shows, and how ages, selectors and containers are written in them. */
@NullMarked
package dev.coracle.apiserver.resource.table;

import org.jspecify.annotations.NullMarked;
