/** The language of Kubernetes' expressions: what there is in it, what types schemas stand for, and how its values compare. */
@NullMarked
package dev.coracle.apiserver.admission.cel.language;

import org.jspecify.annotations.NullMarked;
