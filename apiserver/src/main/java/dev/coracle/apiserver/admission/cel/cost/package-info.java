/** What expressions cost: at most, as far as their types tell, and in truth while they are evaluated. Units are those of CEL for Go. */
@NullMarked
package dev.coracle.apiserver.admission.cel.cost;

import org.jspecify.annotations.NullMarked;
