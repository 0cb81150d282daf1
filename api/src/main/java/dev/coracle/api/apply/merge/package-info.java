/** Comparing, merging and cutting trees by their schema. Source: structured-merge-diff. */
@NullMarked
package dev.coracle.api.apply.merge;

import org.jspecify.annotations.NullMarked;
