/** One extension server: where it is, as whom it is asked, and the asking. */
@NullMarked
package dev.coracle.apiserver.aggregation.extension;

import org.jspecify.annotations.NullMarked;
