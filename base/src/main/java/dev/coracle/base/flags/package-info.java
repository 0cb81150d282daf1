/** Command lines in the syntax of Go's pflag, as Kubernetes' own programs have them. */
@NullMarked
package dev.coracle.base.flags;

import org.jspecify.annotations.NullMarked;
