/** Admission plugins that are about pods alone. */
@NullMarked
package dev.coracle.apiserver.admission.plugin.pod;

import org.jspecify.annotations.NullMarked;
