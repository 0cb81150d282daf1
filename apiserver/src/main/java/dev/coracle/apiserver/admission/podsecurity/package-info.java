/** The Pod Security Standards: what pods of a namespace may do to their node. */
@NullMarked
package dev.coracle.apiserver.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
