/** What an expression costs at most, as far as types and schemas tell how large values can be. */
@NullMarked
package dev.coracle.apiserver.admission.cel.cost.estimate;

import org.jspecify.annotations.NullMarked;
