/** What became of an object: its versions, who wrote each, and what each changed. */
@NullMarked
package dev.coracle.cluster.history;

import org.jspecify.annotations.NullMarked;
